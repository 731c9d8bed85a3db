import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/**
 * What follows from a change of a record: starts the flow of a new contract, mortgage case, loan or release of money, resumes the
 * flow that waits for a finished to-do, and keeps what is owed in step with its contract. It is one function because a stream
 * serves two readers well, and the other tells partners.
 */
export const relayTodos = defineOperation({
  name: 'todo.relay',
  area: 'organisation',
  label: label('流程推进', 'Relay'),
  handler: 'relay-todos',
  on: 'task',
  input: {},
  allow: [],
  stream: 'records',
  follows: ['INSERT contract', 'MODIFY contract', 'INSERT mortgageCase', 'INSERT disbursement', 'MODIFY disbursement', 'MODIFY loan', 'MODIFY todo'],
  uses: ['flows'],
  reads: ['todo', 'subscription', 'contract', 'setting', 'receipt', 'receivable', 'buyerAccount'],
  writes: ['todo', 'receipt', 'receivable', 'buyerAccount'],
  source: ['L4', 'F11', 'E8', 'E9'],
});
export type RelayTodosInput = Input<typeof relayTodos>;
