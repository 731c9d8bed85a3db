import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** Makes a receivable of the damages since they were charged last (F8). */
export const chargeDamages = defineOperation({
  name: 'receivable.chargeDamages',
  area: 'finance',
  label: label('计收违约金', 'Charge damages'),
  handler: 'charge-damages',
  on: 'record',
  input: { until: f.date('计至', 'Until') },
  allow: cashiers,
  from: ['open', 'partlyPaid', 'paid'],
  reads: ['receivable', 'setting'],
  writes: ['receivable'],
  source: ['F8'],
});
export type ChargeDamagesInput = Input<typeof chargeDamages>;
