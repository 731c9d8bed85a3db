import { either, inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';
import { currencies } from './loan-kinds.ts';

/** The bank has paid out a part of the loan, or all of it, with its serial number and slip (F14). */
export const disburseLoan = defineOperation({
  name: 'loan.disburse',
  area: 'banking',
  label: label('登记放款', 'Report a release'),
  handler: 'disburse-loan',
  on: 'record',
  input: {
    serial: f.text('银行流水号', 'Bank serial no.', { most: 60 }),
    amount: f.money('放款金额', 'Amount'),
    currency: f.choice('币种', 'Currency', currencies),
    valueOn: f.date('起息日', 'Value date'),
    slip: f.ref('scan', '放款回执', 'Release slip', { optional: true }),
  },
  allow: either(customerDesk, inOwnProject('finance')),
  from: ['registered', 'disbursing'],
  isStep: true,
  reads: ['loan', 'scan', 'todo'],
  writes: ['loan', 'disbursement', 'todo'],
  source: ['F9', 'F14', 'G5'],
});
export type DisburseLoanInput = Input<typeof disburseLoan>;
