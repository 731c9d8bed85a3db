import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Marks what has come due, and tells the superior post of what stays overdue. */
export const remindTodos = defineOperation({
  name: 'todo.remind',
  area: 'organisation',
  label: label('催办', 'Remind'),
  handler: 'remind-todos',
  on: 'task',
  input: {},
  allow: [],
  schedule: 'rate(1 hour)',
  reads: ['todo', 'setting'],
  writes: ['todo'],
  source: ['C22', 'L4'],
});
export type RemindTodosInput = Input<typeof remindTodos>;
