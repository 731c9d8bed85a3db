import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** What the flow of the loan has done, does and waits for. */
export const showLoanFlow = defineOperation({
  name: 'loan.flow',
  area: 'banking',
  label: label('办理进度', 'Progress'),
  handler: 'show-loan-flow',
  on: 'record',
  input: {},
  allow: staff,
  method: 'GET',
  uses: ['flows'],
  reads: ['loan', 'todo'],
  writes: [],
  source: ['G4'],
});
export type ShowLoanFlowInput = Input<typeof showLoanFlow>;
