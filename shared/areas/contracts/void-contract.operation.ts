import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { salesLeaders } from '../posts.ts';

/** Ends a contract: the unit is free again, open to-dos are cancelled, the flow undoes what it began. */
export const voidContract = defineOperation({
  name: 'contract.void',
  area: 'contracts',
  label: label('作废合同', 'Void'),
  handler: 'void-contract',
  on: 'record',
  input: { reason: f.note('原因', 'Reason') },
  allow: salesLeaders,
  from: ['draft', 'inReview', 'final', 'checked', 'signed', 'submitted', 'filed'],
  kind: 'exception',
  reads: ['contract', 'subscription', 'unit', 'filing', 'taxLine', 'todo'],
  writes: ['contract', 'subscription', 'unit', 'filing', 'taxLine', 'todo'],
  source: ['C15', 'D10', 'D14'],
});
export type VoidContractInput = Input<typeof voidContract>;
