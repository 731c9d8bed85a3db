import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { moneyKinds } from './kinds.ts';
import { payerField } from './payer-field.ts';

/** Books money that went back to the buyer, no more of a kind than the ledger holds. */
export const refundReceipt = defineOperation({
  name: 'receipt.refund',
  area: 'finance',
  label: label('退款', 'Refund'),
  handler: 'refund-receipt',
  on: 'collection',
  input: {
    contract: f.ref('contract', '合同', 'Contract'),
    kind: f.choice('款项', 'Kind', moneyKinds),
    amount: f.money('金额', 'Amount'),
    receivedOn: f.date('退款日', 'Paid on'),
    bank: f.ref('bank', '银行', 'Bank'),
    serial: f.text('银行流水号', 'Bank serial no.', { most: 60 }),
    payer: payerField({ optional: true, zh: '收款人', en: 'Payee' }),
    note: f.text('摘要', 'Note', { optional: true, most: 300 }),
  },
  allow: cashiers,
  kind: 'exception',
  reads: ['contract', 'bank', 'receipt', 'receivable', 'buyerAccount'],
  writes: ['receipt', 'receivable', 'buyerAccount'],
  source: ['C15', 'F3'],
});
export type RefundReceiptInput = Input<typeof refundReceipt>;
