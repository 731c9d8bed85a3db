import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { applyDeferral } from './apply-deferral.operation.ts';
import { applyRefund } from './apply-refund.operation.ts';
import { askReconciliation } from './ask-reconciliation.operation.ts';
import { bankStatement } from './bank-statement.resource.ts';
import { buyerAccount } from './buyer-account.resource.ts';
import { callResult } from './call-result.resource.ts';
import { chargeDamages } from './charge-damages.operation.ts';
import { chargeFee } from './charge-fee.operation.ts';
import { collectInvoice } from './collect-invoice.operation.ts';
import { decideDeferral } from './decide-deferral.operation.ts';
import { decideRefund } from './decide-refund.operation.ts';
import { deferral } from './deferral.resource.ts';
import { dueList } from './due-list.operation.ts';
import { dunningNotice } from './dunning-notice.resource.ts';
import { importStatement } from './import-statement.operation.ts';
import { invoice } from './invoice.resource.ts';
import { issueInvoice } from './issue-invoice.operation.ts';
import { issueNotice } from './issue-notice.operation.ts';
import { matchStatement } from './match-statement.operation.ts';
import { payRefund } from './pay-refund.operation.ts';
import { paymentPlan } from './payment-plan.resource.ts';
import { planReceivables } from './plan-receivables.operation.ts';
import { previewDamages } from './preview-damages.operation.ts';
import { previewStatement } from './preview-statement.operation.ts';
import { printDeferral } from './print-deferral.operation.ts';
import { printNotice } from './print-notice.operation.ts';
import { printSheet } from './print-sheet.operation.ts';
import { receipt } from './receipt.resource.ts';
import { receivable } from './receivable.resource.ts';
import { recordCall } from './record-call.operation.ts';
import { recordReceipt } from './record-receipt.operation.ts';
import { refund } from './refund.resource.ts';
import { resolveLine } from './resolve-line.operation.ts';
import { reverseReceipt } from './reverse-receipt.operation.ts';
import { statementLine } from './statement-line.resource.ts';
import { transferMoney } from './transfer-money.operation.ts';
import { voidInvoice } from './void-invoice.operation.ts';
import { withdrawRefund } from './withdraw-refund.operation.ts';

export const finance = defineArea({
  name: 'finance',
  label: label('财务', 'Finance'),
  order: 50,
  resources: [receivable, receipt, buyerAccount, invoice, dunningNotice, deferral, callResult, bankStatement, statementLine, paymentPlan, refund],
  operations: [
    printSheet,
    printNotice,
    printDeferral,
    previewStatement,
    matchStatement,
    resolveLine,
    askReconciliation,
    applyDeferral,
    chargeDamages,
    chargeFee,
    collectInvoice,
    decideDeferral,
    dueList,
    issueInvoice,
    issueNotice,
    planReceivables,
    previewDamages,
    recordCall,
    recordReceipt,
    applyRefund,
    decideRefund,
    payRefund,
    withdrawRefund,
    reverseReceipt,
    transferMoney,
    voidInvoice,
    importStatement,
  ],
});
