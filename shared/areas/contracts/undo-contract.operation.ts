import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Cancels what a voided contract left open. Called by the flow in its catch path. */
export const undoContract = defineOperation({
  name: 'contract.undo',
  area: 'contracts',
  label: label('撤销流程', 'Undo'),
  handler: 'undo-contract',
  on: 'task',
  input: { contract: f.ref('contract', '合同', 'Contract') },
  allow: [],
  reads: ['contract', 'todo'],
  writes: ['todo'],
  source: ['D10'],
});
export type UndoContractInput = Input<typeof undoContract>;
