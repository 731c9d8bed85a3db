import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { callers } from './finance-posts.ts';

/** The buyer asks for a later day, within the limits that policy sets (F2). */
export const applyDeferral = defineOperation({
  name: 'deferral.apply',
  area: 'finance',
  label: label('申请延期付款', 'Apply for a deferral'),
  handler: 'apply-deferral',
  on: 'collection',
  input: {
    receivable: f.ref('receivable', '应收款', 'Receivable'),
    laterOn: f.date('申请延至', 'Deferred until'),
    reason: f.note('延期原因', 'Reason'),
  },
  allow: callers,
  reads: ['receivable', 'setting'],
  writes: ['deferral'],
  source: ['F2'],
});
export type ApplyDeferralInput = Input<typeof applyDeferral>;
