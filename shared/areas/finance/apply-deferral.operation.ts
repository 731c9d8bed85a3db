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
    isDamagesWaived: f.flag('免除此前违约金', 'Waive the damages so far', {
      optional: true,
      help: label('不免除的，批准日以前的违约金照计；已计收的不退', 'Otherwise those up to the day of the decision stay due; what was charged stays charged'),
    }),
    reason: f.note('延期原因', 'Reason'),
  },
  allow: callers,
  reads: ['receivable', 'setting'],
  writes: ['deferral'],
  source: ['F2'],
});
export type ApplyDeferralInput = Input<typeof applyDeferral>;
