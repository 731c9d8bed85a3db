import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { moneyJudges } from './finance-posts.ts';

/** The second signature of a refund; nobody gives it on what they filed themselves. */
export const decideRefund = defineOperation({
  name: 'refund.decide',
  area: 'finance',
  label: label('审批退款', 'Decide a refund'),
  handler: 'decide-refund',
  on: 'record',
  input: { isApproved: f.flag('同意退款', 'Approved'), opinion: f.note('审批意见', 'Opinion', { optional: true }) },
  allow: moneyJudges,
  from: ['applied'],
  isStep: true,
  reads: ['refund', 'setting', 'todo'],
  writes: ['refund', 'todo'],
  source: ['C12', 'F17'],
});
export type DecideRefundInput = Input<typeof decideRefund>;
