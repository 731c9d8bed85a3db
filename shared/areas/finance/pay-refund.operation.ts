import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** Books money that went back to the buyer as it was approved. */
export const payRefund = defineOperation({
  name: 'refund.pay',
  area: 'finance',
  label: label('登记退款', 'Book the refund'),
  handler: 'pay-refund',
  on: 'record',
  input: {
    receivedOn: f.date('退款日', 'Paid on'),
    bank: f.ref('bank', '银行', 'Bank'),
    serial: f.text('银行流水号', 'Bank serial no.', { most: 60 }),
    note: f.text('摘要', 'Note', { optional: true, most: 300 }),
  },
  allow: cashiers,
  from: ['approved'],
  isStep: true,
  reads: ['refund', 'contract', 'bank', 'receipt', 'receivable', 'buyerAccount', 'todo'],
  writes: ['refund', 'receipt', 'receivable', 'buyerAccount', 'todo'],
  source: ['C14', 'C15', 'F3'],
});
export type PayRefundInput = Input<typeof payRefund>;
