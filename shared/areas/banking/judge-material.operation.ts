import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The bank accepts a paper, or sends it back with the reason: then it decides only when the paper has been given again. */
export const judgeMaterial = defineOperation({
  name: 'caseMaterial.judge',
  area: 'banking',
  label: label('审核资料', 'Judge'),
  handler: 'judge-material',
  on: 'record',
  input: { isAccepted: f.flag('认可', 'Accepted'), reason: f.note('退回原因', 'Why rejected', { optional: true }) },
  allow: customerDesk,
  from: ['given'],
  reads: ['caseMaterial', 'loan', 'todo'],
  writes: ['caseMaterial', 'loan', 'todo'],
  source: ['G2', 'G3'],
});
export type JudgeMaterialInput = Input<typeof judgeMaterial>;
