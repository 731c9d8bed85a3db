import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

export const bookInvoice = defineOperation({
  name: 'contract.bookInvoice',
  area: 'contracts',
  label: label('交易费发票入账', 'Book the trading fee invoice'),
  handler: 'book-invoice',
  on: 'record',
  input: {},
  allow: inOwnProject('finance'),
  from: ['filed'],
  isStep: true,
  reads: ['contract', 'taxLine', 'todo'],
  writes: ['taxLine', 'contract', 'todo'],
  source: ['E7'],
});
export type BookInvoiceInput = Input<typeof bookInvoice>;
