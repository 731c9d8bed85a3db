import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { showFlow } from '../../shared/areas/contracts/show-flow.operation.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { executionOf } from '../kit/flows.ts';
import { type Run, serve } from '../kit/serve.ts';
import { stepsOf } from './flow-steps.ts';

/** D9: where the flow of a contract stands, with the to-dos that somebody holds. The names of the states are those of the ASL. */
export const run: Run<typeof showFlow> = async ({ id, context }) => {
  await context.records.get(contract, id);
  const execution = executionOf(context.flows.contractFiling, id);
  const [status, events, todos] = await Promise.all([
    context.flows.describe(execution),
    context.flows.history(execution),
    context.records.list(todo, { index: 'bySubject', where: { subject: id }, limit: 100 }),
  ]);
  return {
    body: {
      status: status?.status ?? 'NOT_STARTED',
      error: status?.error,
      canRedrive: status?.canRedrive ?? false,
      steps: stepsOf(events),
      todos: todos.items,
    },
  };
};

export const handler = serve(showFlow, run);
