import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { executionOf, type FlowName } from '../kit/flows.ts';
import { stepsOf } from './flow-steps.ts';

/** Where the flow of a record stands, with the to-dos that somebody holds; a flow has the name of its record unless told. The names of the states are those of the ASL. */
export async function progressOf(context: Context, flow: FlowName, { id: subject, name = subject }: { id: string; name?: string }) {
  const execution = executionOf(context.flows.machine(flow), name);
  const [status, events, todos] = await Promise.all([
    context.flows.describe(execution),
    context.flows.history(execution),
    context.records.list(todo, { index: 'bySubject', where: { subject }, limit: 100 }),
  ]);
  return {
    status: status?.status ?? 'NOT_STARTED',
    error: status?.error,
    canRedrive: status?.canRedrive ?? false,
    steps: stepsOf(events),
    todos: todos.items,
  };
}

/**
 * Resumes the flow of a record at the step that failed.
 *
 * @throws RefusalError `flow.notFailed`
 */
export async function redrive(context: Context, flow: FlowName, name: string): Promise<void> {
  const execution = executionOf(context.flows.machine(flow), name);
  const status = await context.flows.describe(execution);
  if (!status?.canRedrive) fail('flow.notFailed');
  await context.flows.redrive(execution);
}
