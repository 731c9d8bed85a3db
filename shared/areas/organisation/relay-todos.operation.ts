import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Starts the flow of a new contract, mortgage case, loan or release of money, and resumes the flow that waits for a finished to-do. */
export const relayTodos = defineOperation({
  name: 'todo.relay',
  area: 'organisation',
  label: label('流程推进', 'Relay'),
  handler: 'relay-todos',
  on: 'task',
  input: {},
  allow: [],
  stream: 'records',
  follows: ['INSERT contract', 'INSERT mortgageCase', 'INSERT disbursement', 'MODIFY loan', 'MODIFY todo'],
  uses: ['flows'],
  reads: ['todo', 'subscription'],
  writes: ['todo'],
  source: ['L4'],
});
export type RelayTodosInput = Input<typeof relayTodos>;
