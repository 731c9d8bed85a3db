import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** What the bank asked for is there. */
export const supplyMaterials = defineOperation({
  name: 'loan.supplyMaterials',
  area: 'banking',
  label: label('资料已补齐', 'Papers supplied'),
  handler: 'supply-materials',
  on: 'record',
  input: {},
  allow: customerDesk,
  from: ['materialsAsked'],
  isStep: true,
  reads: ['loan', 'caseMaterial', 'todo'],
  writes: ['loan', 'todo'],
  source: ['C22', 'G3'],
});
export type SupplyMaterialsInput = Input<typeof supplyMaterials>;
