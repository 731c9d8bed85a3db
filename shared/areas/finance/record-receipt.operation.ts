import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { moneyKinds, receivableKinds } from './kinds.ts';
import { payerField } from './payer-field.ts';

/** Books money that reached the supervised account: the earliest due first, and what nothing is owed for as an overpayment. */
export const recordReceipt = defineOperation({
  name: 'receipt.record',
  area: 'finance',
  label: label('登记收款', 'Record a receipt'),
  handler: 'record-receipt',
  on: 'collection',
  input: {
    contract: f.ref('contract', '合同', 'Contract'),
    kind: f.choice('款项', 'Kind', { ...receivableKinds, deposit: moneyKinds.deposit }),
    amount: f.money('金额', 'Amount'),
    receivedOn: f.date('到账日', 'Received on'),
    bank: f.ref('bank', '银行', 'Bank'),
    serial: f.text('银行流水号', 'Bank serial no.', { most: 60 }),
    payer: payerField({ optional: true }),
    receivable: f.ref('receivable', '先抵应收款', 'Pay first', { optional: true }),
    note: f.text('摘要', 'Note', { optional: true, most: 300 }),
  },
  allow: cashiers,
  reads: ['contract', 'bank', 'receipt', 'receivable', 'buyerAccount'],
  writes: ['receipt', 'receivable', 'buyerAccount'],
  source: ['F3', 'F4', 'F5', 'F6', 'F8', 'F9'],
});
export type RecordReceiptInput = Input<typeof recordReceipt>;
