import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The bank approves the loan, at most the amount applied for, or refuses it with the reason; not while it has sent a paper back. */
export const decideLoan = defineOperation({
  name: 'loan.decide',
  area: 'banking',
  label: label('登记审批结果', 'Decide'),
  handler: 'decide-loan',
  on: 'record',
  input: {
    isApproved: f.flag('批准', 'Approved'),
    decidedOn: f.date('审批日', 'Decided on'),
    amount: f.money('批准金额', 'Amount approved', { optional: true }),
    bankReference: f.text('银行审批编号', 'Reference of the bank', { optional: true, most: 60 }),
    refusal: f.note('不批准原因', 'Reason of refusal', { optional: true }),
  },
  allow: customerDesk,
  from: ['inReview'],
  isStep: true,
  reads: ['loan', 'caseMaterial', 'todo'],
  writes: ['loan', 'todo'],
  source: ['G4'],
});
export type DecideLoanInput = Input<typeof decideLoan>;
