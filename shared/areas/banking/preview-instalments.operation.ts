import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** The instalments of one loan, month by month. */
export const previewInstalments = defineOperation({
  name: 'loan.instalments',
  area: 'banking',
  label: label('还款计划', 'Repayment plan'),
  handler: 'preview-instalments',
  on: 'record',
  input: {},
  allow: staff,
  method: 'GET',
  reads: ['loan'],
  writes: [],
  source: ['E9', 'G4'],
});
export type PreviewInstalmentsInput = Input<typeof previewInstalments>;
