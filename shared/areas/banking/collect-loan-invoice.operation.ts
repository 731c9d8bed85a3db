import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The buyer has collected the invoice (F15). */
export const collectLoanInvoice = defineOperation({
  name: 'disbursement.collect',
  area: 'banking',
  label: label('客户领取发票', 'Invoice collected'),
  handler: 'collect-loan-invoice',
  on: 'record',
  input: { collectedOn: f.date('领取日', 'Collected on'), receiver: f.text('领取人', 'Collected by', { most: 60 }) },
  allow: customerDesk,
  from: ['invoiced'],
  isStep: true,
  reads: ['disbursement', 'invoice', 'todo'],
  writes: ['disbursement', 'invoice', 'todo'],
  source: ['F15'],
});
export type CollectLoanInvoiceInput = Input<typeof collectLoanInvoice>;
