import { allow } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Takes a flow that failed up again at the step that failed. */
export const redriveCaseFlow = defineOperation({
  name: 'mortgageCase.redrive',
  area: 'banking',
  label: label('继续流程', 'Resume the flow'),
  handler: 'redrive-case-flow',
  on: 'record',
  input: {},
  allow: allow('systemAdmin'),
  kind: 'exception',
  uses: ['flows'],
  reads: ['mortgageCase'],
  writes: ['mortgageCase'],
  source: ['S5'],
});
export type RedriveCaseFlowInput = Input<typeof redriveCaseFlow>;
