import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { amendContract } from './amend-contract.operation.ts';
import { archiveContract } from './archive-contract.operation.ts';
import { bankHandover } from './bank-handover.resource.ts';
import { bookInvoice } from './book-invoice.operation.ts';
import { checkContract } from './check-contract.operation.ts';
import { chooseBank } from './choose-bank.operation.ts';
import { collectFiling } from './collect-filing.operation.ts';
import { contract } from './contract.resource.ts';
import { contractCopy } from './contract-copy.resource.ts';
import { distributeCopies } from './distribute-copies.operation.ts';
import { draftContract } from './draft-contract.operation.ts';
import { filing } from './filing.resource.ts';
import { finaliseContract } from './finalise-contract.operation.ts';
import { handToBank } from './hand-to-bank.operation.ts';
import { handToBuyer } from './hand-to-buyer.operation.ts';
import { issueBlank } from './issue-blank.operation.ts';
import { payTaxes } from './pay-taxes.operation.ts';
import { prepareFiling } from './prepare-filing.operation.ts';
import { previewFees } from './preview-fees.operation.ts';
import { receiveBlanks } from './receive-blanks.operation.ts';
import { recomputeFilings } from './recompute-filings.operation.ts';
import { redriveFlow } from './redrive-flow.operation.ts';
import { releaseFee } from './release-fee.operation.ts';
import { reviewContract } from './review-contract.operation.ts';
import { showFlow } from './show-flow.operation.ts';
import { signContract } from './sign-contract.operation.ts';
import { stampedBlank } from './stamped-blank.resource.ts';
import { submitFiling } from './submit-filing.operation.ts';
import { subscribeUnit } from './subscribe-unit.operation.ts';
import { subscription } from './subscription.resource.ts';
import { supplementaryAgreement } from './supplementary-agreement.resource.ts';
import { taxLine } from './tax-line.resource.ts';
import { undoContract } from './undo-contract.operation.ts';
import { voidContract } from './void-contract.operation.ts';

export const contracts = defineArea({
  name: 'contracts',
  label: label('合同与备案', 'Contracts'),
  order: 40,
  resources: [subscription, contract, filing, taxLine, contractCopy, supplementaryAgreement, bankHandover, stampedBlank],
  operations: [
    amendContract,
    archiveContract,
    bookInvoice,
    checkContract,
    chooseBank,
    collectFiling,
    distributeCopies,
    draftContract,
    finaliseContract,
    handToBank,
    handToBuyer,
    issueBlank,
    payTaxes,
    prepareFiling,
    previewFees,
    receiveBlanks,
    recomputeFilings,
    redriveFlow,
    releaseFee,
    reviewContract,
    showFlow,
    signContract,
    submitFiling,
    subscribeUnit,
    undoContract,
    voidContract,
  ],
});
