import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** What is due soon or overdue, with damages so far and what the buyer said when last called (F11). Without a project, of all one sees. */
export const dueList = defineOperation({
  name: 'receivable.dueList',
  area: 'finance',
  label: label('到期应交款名单', 'Due list'),
  handler: 'due-list',
  on: 'collection',
  input: { project: f.ref('project', '项目', 'Project', { optional: true }), until: f.date('截止日', 'Until', { optional: true }) },
  allow: staff,
  method: 'GET',
  timeoutSeconds: 29,
  reads: ['receivable', 'callResult', 'project', 'setting'],
  writes: [],
  source: ['F11', 'F13'],
});
export type DueListInput = Input<typeof dueList>;
