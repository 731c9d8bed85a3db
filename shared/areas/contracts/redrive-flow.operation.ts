import { allow } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Takes a flow that failed up again at the step that failed. */
export const redriveFlow = defineOperation({
  name: 'contract.redrive',
  area: 'contracts',
  label: label('继续流程', 'Resume the flow'),
  handler: 'redrive-flow',
  on: 'record',
  input: {},
  allow: allow('systemAdmin'),
  kind: 'exception',
  uses: ['flows'],
  reads: ['contract'],
  writes: ['contract'],
  source: ['S5'],
});
export type RedriveFlowInput = Input<typeof redriveFlow>;
