import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** Collects the filed contract, or takes note of the refusal and files again. */
export const collectFiling = defineOperation({
  name: 'contract.collect',
  area: 'contracts',
  label: label('领取备案合同', 'Collect the filed contract'),
  handler: 'collect-filing',
  on: 'record',
  input: {
    isAccepted: f.flag('准予备案', 'Accepted by the authority'),
    collectedOn: f.date('领取日', 'Collected on'),
    filingNumber: f.text('备案号', 'Filing no.', { optional: true, most: 60 }),
    refusal: f.note('不予备案原因', 'Reason of refusal', { optional: true }),
  },
  allow: customerDesk,
  from: ['submitted'],
  isStep: true,
  reads: ['contract', 'filing', 'todo', 'unit'],
  writes: ['filing', 'contract', 'unit', 'todo'],
  source: ['E4'],
});
export type CollectFilingInput = Input<typeof collectFiling>;
