import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** Hands the papers in at the window, asks finance for the trading fee and computes the day of pick-up (S4 step 5). */
export const submitFiling = defineOperation({
  name: 'contract.submit',
  area: 'contracts',
  label: label('送件备案', 'Submit for filing'),
  handler: 'submit-filing',
  on: 'record',
  input: { submittedOn: f.date('送件日', 'Submitted on') },
  allow: customerDesk,
  from: ['signed'],
  isStep: true,
  reads: ['contract', 'filing', 'todo', 'project', 'setting', 'taxLine'],
  writes: ['filing', 'contract', 'taxLine', 'todo'],
  source: ['E2', 'E3', 'E4'],
});
export type SubmitFilingInput = Input<typeof submitFiling>;
