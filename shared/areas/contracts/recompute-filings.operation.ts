import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Provisional pick-up dates are computed anew once the official calendar of their year is known. */
export const recomputeFilings = defineOperation({
  name: 'filing.recompute',
  area: 'contracts',
  label: label('重算暂定期限', 'Recompute provisional dates'),
  handler: 'recompute-filings',
  on: 'task',
  input: {},
  allow: [],
  schedule: 'cron(30 6 * * ? *)',
  reads: ['filing', 'setting'],
  writes: ['filing'],
  source: ['E4'],
});
export type RecomputeFilingsInput = Input<typeof recomputeFilings>;
