import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Finance pays out the trading fee that was asked for by floor area. */
export const releaseFee = defineOperation({
  name: 'contract.releaseFee',
  area: 'contracts',
  label: label('拨付交易费', 'Release the trading fee'),
  handler: 'release-fee',
  on: 'record',
  input: {},
  allow: inOwnProject('finance'),
  // The authority may have answered before finance has paid out.
  from: ['submitted', 'signed', 'filed'],
  isStep: true,
  reads: ['contract', 'taxLine', 'todo'],
  writes: ['taxLine', 'contract', 'todo'],
  source: ['E3'],
});
export type ReleaseFeeInput = Input<typeof releaseFee>;
