import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** What the flow of the case has done, does and waits for. */
export const showCaseFlow = defineOperation({
  name: 'mortgageCase.flow',
  area: 'banking',
  label: label('办理进度', 'Progress'),
  handler: 'show-case-flow',
  on: 'record',
  input: {},
  allow: staff,
  method: 'GET',
  uses: ['flows'],
  reads: ['mortgageCase', 'todo'],
  writes: [],
  source: ['G4'],
});
export type ShowCaseFlowInput = Input<typeof showCaseFlow>;
