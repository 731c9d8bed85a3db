import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { callResult } from './call-result.resource.ts';
import { callers } from './finance-posts.ts';

/** What the buyer said when called about what is due (F7). */
export const recordCall = defineOperation({
  name: 'callResult.record',
  area: 'finance',
  label: label('登记客户回馈', 'Record a call'),
  handler: 'record-call',
  on: 'collection',
  input: {
    receivable: f.ref('receivable', '应收款', 'Receivable'),
    calledOn: callResult.fields.calledOn,
    answer: callResult.fields.answer,
    promisedOn: callResult.fields.promisedOn,
    note: callResult.fields.note,
  },
  allow: callers,
  reads: ['receivable'],
  writes: ['callResult'],
  source: ['F7', 'F11'],
});
export type RecordCallInput = Input<typeof recordCall>;
