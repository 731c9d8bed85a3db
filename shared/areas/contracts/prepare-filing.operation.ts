import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The filing form made from the contract, with the seal of the developer (S4 step 4). */
export const prepareFiling = defineOperation({
  name: 'contract.prepareFiling',
  area: 'contracts',
  label: label('制作备案表并盖章', 'Make and seal the filing form'),
  handler: 'prepare-filing',
  on: 'record',
  input: { sealedOn: f.date('开发商盖章日', 'Sealed on') },
  allow: customerDesk,
  from: ['signed'],
  isStep: true,
  reads: ['contract', 'filing', 'todo', 'project', 'setting'],
  writes: ['filing', 'contract', 'todo'],
  source: ['E1'],
});
export type PrepareFilingInput = Input<typeof prepareFiling>;
