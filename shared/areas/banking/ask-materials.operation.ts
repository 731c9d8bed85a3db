import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';
import { askedColumns } from './loan-columns.ts';

/** The bank wants more papers before it decides. */
export const askMaterials = defineOperation({
  name: 'loan.askMaterials',
  area: 'banking',
  label: label('要求补充资料', 'Ask for more papers'),
  handler: 'ask-materials',
  on: 'record',
  input: { materials: f.rows('资料', 'Papers', askedColumns), reason: f.note('说明', 'Reason', { optional: true }) },
  allow: customerDesk,
  from: ['inReview'],
  isStep: true,
  step: 'loan.decide',
  reads: ['loan', 'todo'],
  writes: ['loan', 'caseMaterial', 'todo'],
  source: ['G2', 'G3'],
});
export type AskMaterialsInput = Input<typeof askMaterials>;
