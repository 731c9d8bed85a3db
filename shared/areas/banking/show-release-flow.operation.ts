import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** What the flow of the release has done, does and waits for. */
export const showReleaseFlow = defineOperation({
  name: 'disbursement.flow',
  area: 'banking',
  label: label('办理进度', 'Progress'),
  handler: 'show-release-flow',
  on: 'record',
  input: {},
  allow: staff,
  method: 'GET',
  uses: ['flows'],
  reads: ['disbursement', 'todo'],
  writes: [],
  source: ['G4'],
});
export type ShowReleaseFlowInput = Input<typeof showReleaseFlow>;
