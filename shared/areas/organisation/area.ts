import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { department } from './department.resource.ts';
import { employee } from './employee.resource.ts';
import { inbox } from './inbox.operation.ts';
import { openTodo } from './open-todo.operation.ts';
import { relayTodos } from './relay-todos.operation.ts';
import { remindTodos } from './remind-todos.operation.ts';
import { todo } from './todo.resource.ts';
import { whoAmI } from './who-am-i.operation.ts';

export const organisation = defineArea({
  name: 'organisation',
  label: label('组织与待办', 'Organisation'),
  order: 10,
  resources: [todo, employee, department],
  operations: [inbox, openTodo, relayTodos, remindTodos, whoAmI],
});
