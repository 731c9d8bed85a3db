import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** What the filing flow has done, does and waits for, in the words of the office. */
export const showFlow = defineOperation({
  name: 'contract.flow',
  area: 'contracts',
  label: label('办理进度', 'Progress'),
  handler: 'show-flow',
  on: 'record',
  input: {},
  allow: staff,
  method: 'GET',
  uses: ['flows'],
  reads: ['contract', 'todo'],
  writes: [],
  source: ['D9'],
});
export type ShowFlowInput = Input<typeof showFlow>;
