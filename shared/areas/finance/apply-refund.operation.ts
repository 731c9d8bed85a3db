import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { moneyKinds } from './kinds.ts';
import { payerField } from './payer-field.ts';

/** Asks that money go back to the buyer, no more of a kind than the ledger holds; somebody else decides. */
export const applyRefund = defineOperation({
  name: 'refund.apply',
  area: 'finance',
  label: label('申请退款', 'Apply for a refund'),
  handler: 'apply-refund',
  on: 'collection',
  input: {
    contract: f.ref('contract', '合同', 'Contract'),
    kind: f.choice('款项', 'Kind', moneyKinds),
    amount: f.money('退款金额', 'Amount'),
    payee: payerField({ optional: true, zh: '收款人', en: 'Payee' }),
    reason: f.note('退款原因', 'Reason'),
  },
  allow: cashiers,
  kind: 'exception',
  reads: ['contract', 'receivable', 'buyerAccount', 'setting', 'todo'],
  writes: ['refund', 'todo'],
  source: ['C13', 'C15', 'F3'],
});
export type ApplyRefundInput = Input<typeof applyRefund>;
