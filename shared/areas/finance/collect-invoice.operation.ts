import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { payerField } from './payer-field.ts';

/** The buyer has collected the invoice (F15). */
export const collectInvoice = defineOperation({
  name: 'invoice.collect',
  area: 'finance',
  label: label('发票领取', 'Hand out an invoice'),
  handler: 'collect-invoice',
  on: 'record',
  input: { collectedOn: f.date('领取日', 'Collected on'), collector: payerField({ zh: '领取人', en: 'Collected by' }) },
  allow: inOwnProject('finance', 'customerService', 'backOffice'),
  from: ['issued'],
  reads: ['invoice'],
  writes: ['invoice'],
  source: ['F15'],
});
export type CollectInvoiceInput = Input<typeof collectInvoice>;
