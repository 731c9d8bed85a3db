import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Finance has the slip and its copy; the ledger takes the posting with the same write (F14). */
export const bookDisbursement = defineOperation({
  name: 'disbursement.book',
  area: 'banking',
  label: label('放款入账', 'Book the release'),
  handler: 'book-disbursement',
  on: 'record',
  input: { bookedOn: f.date('入账日', 'Booked on'), slip: f.ref('scan', '放款回执', 'Release slip', { optional: true }) },
  allow: inOwnProject('finance'),
  from: ['reported'],
  isStep: true,
  reads: ['disbursement', 'mortgageCase', 'scan', 'receipt', 'receivable', 'buyerAccount', 'todo'],
  writes: ['disbursement', 'receipt', 'receivable', 'buyerAccount', 'todo'],
  source: ['F9', 'F14'],
});
export type BookDisbursementInput = Input<typeof bookDisbursement>;
