import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** Damages for late payment up to today, day by day, with the rate in force and its source. */
export const previewDamages = defineOperation({
  name: 'receivable.damages',
  area: 'finance',
  label: label('违约金试算', 'Damages so far'),
  handler: 'preview-damages',
  on: 'record',
  input: { until: f.date('计至', 'Until', { optional: true }) },
  allow: staff,
  method: 'GET',
  reads: ['receivable', 'setting'],
  writes: [],
  source: ['F8'],
});
export type PreviewDamagesInput = Input<typeof previewDamages>;
