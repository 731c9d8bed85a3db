import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { roles } from '../../kit/roles.ts';

/** Opens a step for a post, due by the procedure of its bank or a dated setting; the flow waits until it is done. */
export const openTodo = defineOperation({
  name: 'todo.open',
  area: 'organisation',
  label: label('建立待办', 'Open a to-do'),
  handler: 'open-todo',
  on: 'task',
  input: {
    token: f.note('流程令牌', 'Flow token'),
    subject: f.text('事项编号', 'Subject', { most: 64 }),
    step: f.text('步骤', 'Step', { most: 64 }),
    part: f.text('分工', 'Part', { most: 32, optional: true }),
    role: f.choice('承办岗位', 'Post', roles),
    partner: f.text('可答复的合作方', 'Partner that may answer', { most: 64, optional: true }),
    clock: f.text('时限参数', 'Clock', { most: 40 }),
    from: f.date('起算日', 'Counted from', { optional: true }),
    until: f.date('最迟日期', 'Not later than', { optional: true }),
  },
  allow: [],
  reads: ['contract', 'mortgageCase', 'loan', 'disbursement', 'bank', 'todo', 'setting'],
  writes: ['todo'],
  source: ['C22', 'G4', 'L4'],
});
export type OpenTodoInput = Input<typeof openTodo>;
