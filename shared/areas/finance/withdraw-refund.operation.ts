import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** The money is not to go back after all; its to-do goes with it. */
export const withdrawRefund = defineOperation({
  name: 'refund.withdraw',
  area: 'finance',
  label: label('撤回退款申请', 'Withdraw a refund'),
  handler: 'withdraw-refund',
  on: 'record',
  input: { reason: f.text('原因', 'Reason', { most: 300 }) },
  allow: cashiers,
  from: ['applied', 'approved'],
  kind: 'exception',
  reads: ['refund', 'todo'],
  writes: ['refund', 'todo'],
  source: ['C13'],
});
export type WithdrawRefundInput = Input<typeof withdrawRefund>;
