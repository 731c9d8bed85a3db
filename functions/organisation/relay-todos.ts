import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import type { Todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { Context } from '../kit/context.ts';
import { type StreamChange, stream } from '../kit/task.ts';
import { cancelTodos } from './cancel-todos.ts';

/**
 * The one place where records set flows in motion. A record and what follows from it in a flow are never half done: the record
 * is written first, and its change event, which comes until it succeeds, starts or resumes the flow. Both are idempotent: a flow
 * is named by its contract, and a token works once.
 */
export async function run(event: StreamChange, context: Context): Promise<void> {
  if (event.resource === 'contract' && event.event === 'INSERT') await startFiling(event.after as Contract, context);
  if (event.resource === 'todo' && event.event === 'MODIFY') await resume(event.before as Todo, event.after as Todo, context);
}

export const handler = stream(run);

async function startFiling(item: Contract, context: Context): Promise<void> {
  const { subscribedOn, signBy } = await context.records.get(subscription, item.subscription);
  await context.flows.start(context.flows.contractFiling, item.id, { contract: item.id, subscribedOn, signBy });
}

async function resume(before: Todo, after: Todo, context: Context): Promise<void> {
  if (before.status !== 'open' || after.status === 'open' || !after.token) return;
  const { outcome = {}, token } = after;
  if (after.status === 'done') await context.flows.succeed(token, outcome);
  else if (outcome.error) await context.flows.fail(token, String(outcome.error), '待办已取消');
  else await breakOff(after, context);
}

/**
 * Somebody dropped a step, which fails the flow. The steps beside it go too: nobody may do one of which no flow would hear. They
 * are opened again when the flow is resumed.
 */
async function breakOff({ subject, token = '' }: Todo, context: Context): Promise<void> {
  const error = 'todo.cancelled';
  const beside = await cancelTodos(context, subject, { error, reason: '流程中断' });
  if (beside.length > 0) await context.records.write(beside);
  await context.flows.fail(token, error, '待办已取消');
}
