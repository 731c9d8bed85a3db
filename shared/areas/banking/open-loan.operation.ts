import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Puts a loan before its bank; the flow of the case waits until the loan is settled or refused. */
export const openLoan = defineOperation({
  name: 'loan.open',
  area: 'banking',
  label: label('送银行审批', 'Submit to the bank'),
  handler: 'open-loan',
  on: 'task',
  input: { token: f.note('流程令牌', 'Flow token'), loan: f.ref('loan', '贷款', 'Loan') },
  allow: [],
  reads: ['loan'],
  writes: ['loan'],
  source: ['G4'],
});
export type OpenLoanInput = Input<typeof openLoan>;
