import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** Taxes and fees by the rates in force today, each with its source. */
export const previewFees = defineOperation({
  name: 'contract.fees',
  area: 'contracts',
  label: label('税费试算', 'Fee preview'),
  handler: 'preview-fees',
  on: 'record',
  input: {},
  allow: staff,
  method: 'GET',
  reads: ['contract', 'taxLine', 'setting'],
  writes: [],
  source: ['E3', 'E5', 'E6'],
});
export type PreviewFeesInput = Input<typeof previewFees>;
