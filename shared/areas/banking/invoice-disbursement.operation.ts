import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Finance makes out the loan-arrival invoice (F15). */
export const invoiceDisbursement = defineOperation({
  name: 'disbursement.invoice',
  area: 'banking',
  label: label('开具到账发票', 'Invoice the release'),
  handler: 'invoice-disbursement',
  on: 'record',
  input: { number: f.text('发票号码', 'Invoice no.', { most: 60 }), issuedOn: f.date('开票日', 'Issued on') },
  allow: inOwnProject('finance'),
  from: ['booked'],
  isStep: true,
  reads: ['disbursement', 'mortgageCase', 'invoice', 'todo'],
  writes: ['disbursement', 'invoice', 'todo'],
  source: ['F15'],
});
export type InvoiceDisbursementInput = Input<typeof invoiceDisbursement>;
