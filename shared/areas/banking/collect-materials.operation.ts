import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** Customer service has urged the buyer until every paper of the lists was there (C22). */
export const collectMaterials = defineOperation({
  name: 'mortgageCase.collect',
  area: 'banking',
  label: label('资料收齐', 'Papers collected'),
  handler: 'collect-materials',
  on: 'record',
  input: {},
  allow: customerDesk,
  from: ['collecting'],
  isStep: true,
  reads: ['mortgageCase', 'loan', 'caseMaterial', 'todo'],
  writes: ['mortgageCase', 'todo'],
  source: ['C22', 'G3'],
});
export type CollectMaterialsInput = Input<typeof collectMaterials>;
