import { keepScan } from '../../shared/areas/archives/keep-scan.operation.ts';
import { askMaterials } from '../../shared/areas/banking/ask-materials.operation.ts';
import { confirmSigning } from '../../shared/areas/banking/confirm-signing.operation.ts';
import { decideLoan } from '../../shared/areas/banking/decide-loan.operation.ts';
import { disburseLoan } from '../../shared/areas/banking/disburse-loan.operation.ts';
import { fileOpinion } from '../../shared/areas/banking/file-opinion.operation.ts';
import { judgeMaterial } from '../../shared/areas/banking/judge-material.operation.ts';
import { passPapers } from '../../shared/areas/banking/pass-papers.operation.ts';
import { returnPapers } from '../../shared/areas/banking/return-papers.operation.ts';
import { signLoan } from '../../shared/areas/banking/sign-loan.operation.ts';
import type { DoorTable } from './answer-endpoint.ts';
import { performed } from './performed.ts';

/** What each operation of the endpoints does; staff and partners run the same code. Loaded at the first use. */
export const performers: DoorTable['performers'] = {
  'loan.decide': async () => performed(decideLoan, (await import('../banking/decide-loan.ts')).run),
  'loan.askMaterials': async () => performed(askMaterials, (await import('../banking/ask-materials.ts')).run),
  'loan.sign': async () => performed(signLoan, (await import('../banking/sign-loan.ts')).run),
  'loan.disburse': async () => performed(disburseLoan, (await import('../banking/disburse-loan.ts')).run),
  'caseMaterial.judge': async () => performed(judgeMaterial, (await import('../banking/judge-material.ts')).run),
  'signingMatter.fileOpinion': async () => performed(fileOpinion, (await import('../banking/file-opinion.ts')).run),
  'signingMatter.confirmSigning': async () => performed(confirmSigning, (await import('../banking/confirm-signing.ts')).run),
  'signingMatter.passPapers': async () => performed(passPapers, (await import('../banking/pass-papers.ts')).run),
  'signingMatter.returnPapers': async () => performed(returnPapers, (await import('../banking/return-papers.ts')).run),
  'scan.keep': async () => performed(keepScan, (await import('../archives/keep-scan.ts')).run),
  'scan.uploadSlip': async () => (await import('./slip-upload.ts')).uploadSlip,
  'caseMaterial.files': async () => (await import('./shown-files.ts')).materialFiles,
  'signingMatter.files': async () => (await import('./shown-files.ts')).matterFiles,
  'signingMatter.text': async () => (await import('./shown-files.ts')).matterText,
  'partnerKey.prove': async () => (await import('./prove-key.ts')).proveKey,
};
