import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { moneyJudges } from './finance-posts.ts';

/** Grants or refuses a deferral; nobody decides what they filed themselves. */
export const decideDeferral = defineOperation({
  name: 'deferral.decide',
  area: 'finance',
  label: label('审批延期付款', 'Decide a deferral'),
  handler: 'decide-deferral',
  on: 'record',
  input: { isApproved: f.flag('同意延期', 'Approved'), opinion: f.note('审批意见', 'Opinion', { optional: true }) },
  allow: moneyJudges,
  from: ['applied'],
  reads: ['deferral', 'receivable'],
  writes: ['deferral', 'receivable'],
  source: ['F2'],
});
export type DecideDeferralInput = Input<typeof decideDeferral>;
