import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { callers } from './finance-posts.ts';

/** Asks in writing for what is overdue; once a day at most for one receivable (F1). */
export const issueNotice = defineOperation({
  name: 'dunningNotice.issue',
  area: 'finance',
  label: label('签发催交款通知书', 'Issue a dunning notice'),
  handler: 'issue-notice',
  on: 'collection',
  input: { receivable: f.ref('receivable', '应收款', 'Receivable') },
  allow: callers,
  reads: ['receivable', 'setting'],
  writes: ['dunningNotice'],
  source: ['F1', 'F13'],
});
export type IssueNoticeInput = Input<typeof issueNotice>;
