import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { archiveCase } from './archive-case.operation.ts';
import { askMaterials } from './ask-materials.operation.ts';
import { assignMatter } from './assign-matter.operation.ts';
import { bank } from './bank.resource.ts';
import { bookDisbursement } from './book-disbursement.operation.ts';
import { caseMaterial } from './case-material.resource.ts';
import { checkMaterials } from './check-materials.operation.ts';
import { collectLoanInvoice } from './collect-loan-invoice.operation.ts';
import { collectMaterials } from './collect-materials.operation.ts';
import { concludeCase } from './conclude-case.operation.ts';
import { confirmSigning } from './confirm-signing.operation.ts';
import { decideLoan } from './decide-loan.operation.ts';
import { disburseLoan } from './disburse-loan.operation.ts';
import { disbursement } from './disbursement.resource.ts';
import { fileOpinion } from './file-opinion.operation.ts';
import { giveMaterial } from './give-material.operation.ts';
import { invoiceDisbursement } from './invoice-disbursement.operation.ts';
import { judgeMaterial } from './judge-material.operation.ts';
import { lawFirm } from './law-firm.resource.ts';
import { listMaterials } from './list-materials.operation.ts';
import { loan } from './loan.resource.ts';
import { mortgageCase } from './mortgage-case.resource.ts';
import { openLoan } from './open-loan.operation.ts';
import { passPapers } from './pass-papers.operation.ts';
import { planCase } from './plan-case.operation.ts';
import { previewInstalments } from './preview-instalments.operation.ts';
import { previewLoans } from './preview-loans.operation.ts';
import { reconcileDisbursement } from './reconcile-disbursement.operation.ts';
import { redriveCaseFlow } from './redrive-case-flow.operation.ts';
import { redriveLoanFlow } from './redrive-loan-flow.operation.ts';
import { redriveReleaseFlow } from './redrive-release-flow.operation.ts';
import { refundCase } from './refund-case.operation.ts';
import { registerMortgage } from './register-mortgage.operation.ts';
import { remedyCase } from './remedy-case.operation.ts';
import { returnPapers } from './return-papers.operation.ts';
import { showCaseFlow } from './show-case-flow.operation.ts';
import { showLoanFlow } from './show-loan-flow.operation.ts';
import { showReleaseFlow } from './show-release-flow.operation.ts';
import { signLoan } from './sign-loan.operation.ts';
import { signingMatter } from './signing-matter.resource.ts';
import { supplyMaterials } from './supply-materials.operation.ts';

export const banking = defineArea({
  name: 'banking',
  label: label('按揭', 'Mortgages'),
  order: 45,
  resources: [mortgageCase, loan, caseMaterial, signingMatter, disbursement, bank, lawFirm],
  operations: [
    archiveCase,
    askMaterials,
    assignMatter,
    bookDisbursement,
    checkMaterials,
    collectLoanInvoice,
    collectMaterials,
    concludeCase,
    confirmSigning,
    decideLoan,
    disburseLoan,
    fileOpinion,
    giveMaterial,
    invoiceDisbursement,
    judgeMaterial,
    listMaterials,
    openLoan,
    passPapers,
    planCase,
    previewInstalments,
    previewLoans,
    reconcileDisbursement,
    redriveCaseFlow,
    redriveLoanFlow,
    redriveReleaseFlow,
    refundCase,
    registerMortgage,
    remedyCase,
    returnPapers,
    showCaseFlow,
    showLoanFlow,
    showReleaseFlow,
    signLoan,
    supplyMaterials,
  ],
});
