import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The papers are complete and go to the banks with the contract, or the buyer is asked again. */
export const checkMaterials = defineOperation({
  name: 'mortgageCase.checkMaterials',
  area: 'banking',
  label: label('核对资料', 'Check the papers'),
  handler: 'check-materials',
  on: 'record',
  input: {
    isComplete: f.flag('资料齐备', 'Complete'),
    checkedOn: f.date('核对日', 'Checked on'),
    reason: f.note('缺什么', 'What is missing', { optional: true }),
  },
  allow: customerDesk,
  from: ['checking'],
  isStep: true,
  reads: ['mortgageCase', 'loan', 'caseMaterial', 'bank', 'contractCopy', 'todo'],
  writes: ['mortgageCase', 'contractCopy', 'todo'],
  source: ['G3', 'G4'],
});
export type CheckMaterialsInput = Input<typeof checkMaterials>;
