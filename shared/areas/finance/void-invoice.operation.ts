import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { redLetter } from './red-letter.ts';

/** Takes a wrong invoice back while its money stays: void while it is in the office, by a red-letter invoice otherwise. Another can be made out. */
export const voidInvoice = defineOperation({
  name: 'invoice.void',
  area: 'finance',
  label: label('发票作废或红冲', 'Void or red-letter'),
  help: label('发票已领取的须开具红字发票', 'One that was collected needs a red-letter invoice'),
  handler: 'void-invoice',
  on: 'record',
  input: { reason: f.text('原因', 'Reason', { most: 300 }), ...redLetter },
  allow: cashiers,
  from: ['issued', 'collected'],
  kind: 'exception',
  reads: ['invoice', 'receipt', 'disbursement', 'todo'],
  writes: ['invoice', 'disbursement', 'todo'],
  source: ['F15'],
});
export type VoidInvoiceInput = Input<typeof voidInvoice>;
