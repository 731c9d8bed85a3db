import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Makes the list of papers of each loan from the list of its bank; what is there already stays. */
export const listMaterials = defineOperation({
  name: 'mortgageCase.listMaterials',
  area: 'banking',
  label: label('列出资料清单', 'List the papers'),
  handler: 'list-materials',
  on: 'task',
  input: { mortgageCase: f.ref('mortgageCase', '按揭案件', 'Mortgage case') },
  allow: [],
  reads: ['mortgageCase', 'loan', 'bank', 'caseMaterial'],
  writes: ['caseMaterial'],
  source: ['G2', 'G3'],
});
export type ListMaterialsInput = Input<typeof listMaterials>;
