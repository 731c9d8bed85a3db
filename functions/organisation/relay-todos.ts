import type { Disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import type { Loan } from '../../shared/areas/banking/loan.resource.ts';
import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import type { relayTodos } from '../../shared/areas/organisation/relay-todos.operation.ts';
import type { Todo } from '../../shared/areas/organisation/todo.resource.ts';
import { releaseFlowOf } from '../banking/release-flow.ts';
import { keepReceivables } from '../finance/keep-receivables.ts';
import type { Context } from '../kit/context.ts';
import { type StreamChange, stream } from '../kit/task.ts';
import { cancelTodos } from './cancel-todos.ts';

/**
 * The one place where records set flows in motion. A record and what follows from it in a flow are never half done: the record
 * is written first, and its change event, which comes until it succeeds, starts or resumes the flow. Both are idempotent: a flow
 * is named by its record, and a token works once.
 */
export async function run(event: StreamChange, context: Context): Promise<void> {
  const follow = Object.entries(followers).find(([change]) => change === `${event.event} ${event.resource}`)?.[1];
  await follow?.(event, context);
}

export const handler = stream(run);

/** What follows from which change. */
const followers: Readonly<Record<(typeof relayTodos.follows)[number], (event: StreamChange, context: Context) => Promise<unknown>>> = {
  'INSERT contract': ({ after }, context) => startFiling(after as Contract, context),
  'MODIFY contract': keepReceivables,
  'INSERT mortgageCase': ({ id }, { flows }) => flows.start(flows.machine('mortgage-tracking'), id, { mortgageCase: id }),
  'INSERT disbursement': ({ id }, { flows }) => flows.start(flows.machine('release'), id, { disbursement: id }),
  'MODIFY disbursement': ({ before, after }, context) => followRelease(before as Disbursement, after as Disbursement, context),
  'MODIFY loan': ({ before, after }, context) => followLoan(before as Loan, after as Loan, context),
  'MODIFY todo': ({ before, after }, context) => resume(before as Todo, after as Todo, context),
};

async function startFiling(item: Contract, context: Context): Promise<void> {
  const { subscribedOn, signBy } = await context.records.get(subscription, item.subscription);
  await context.flows.start(context.flows.machine('contract-filing'), item.id, { contract: item.id, subscribedOn, signBy });
}

/**
 * A loan that is put before its bank starts its own flow; the flow of its case waits for its end by the token that the loan
 * keeps. A token that comes to a loan which has ended is answered at once.
 */
async function followLoan(before: Loan, { id, bank, status, token }: Loan, { flows }: Context): Promise<void> {
  if (before.status === 'planned' && status === 'inReview') await flows.start(flows.machine('loan'), id, { loan: id, bank });
  if (!token || (before.status === status && before.token === token)) return;
  if (status === 'settled') await flows.succeed(token, {});
  if (status === 'refused') await flows.fail(token, 'loan.refused', '贷款未获批准');
}

/** The flow of a release ends when it is reconciled; one that was reversed after that is followed by another. */
async function followRelease(before: Disbursement, after: Disbursement, { flows }: Context): Promise<void> {
  if (before.status !== 'reconciled' || after.status !== 'reported') return;
  await flows.start(flows.machine('release'), releaseFlowOf(after), { disbursement: after.id });
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
