import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { check, operationInput } from '../../shared/derive/validation.ts';
import { decide, inOwnProject, isIn, type RowFilter, reaches } from '../../shared/kit/access.ts';
import { type Input, type OperationDefinition, partsOf } from '../../shared/kit/define-operation.ts';
import type { Item, ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { fail, RefusalError } from '../../shared/kit/errors.ts';
import type { Context, Idempotency, Records } from './context.ts';
import { type Answer, type HttpHandler, http } from './http.ts';
import { type OpenedContext, openContext } from './open-context.ts';
import { stateLabel } from './records/refusals.ts';
import { type AnyItem, change, type Row, type Write } from './records/write.ts';
import { actorOf, answerWithCost, repeatKey } from './request.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** What an operation answers: the writes of its one transaction, and the answer to the caller. */
export type Result = {
  readonly writes?: readonly Write[];
  /** What stands under `data` in the answer; the record of the first write, masked, unless given. */
  readonly body?: Row | readonly unknown[] | ((written: AnyItem[]) => unknown);
  readonly status?: number;
  /** What the flow that asked for this step goes on with. */
  readonly outcome?: Record<string, JsonValue>;
};
export type Request<O extends OperationDefinition> = {
  readonly input: Input<O>;
  /** Id in the path of an operation on a record, or ''. */
  readonly id: string;
  readonly context: Context;
  /** The open to-do of a step. */
  readonly todo?: Item<typeof todo>;
};
export type Run<O extends OperationDefinition> = (request: Request<O>) => Promise<Result>;

/**
 * Serves an operation over HTTP: checks who asks and what they give, runs it, and writes its writes in one transaction, with
 * the finished to-do of a step.
 *
 * @example export const handler = serve(signContract, async ({ input, id, context }) => { … })
 */
export function serve<O extends OperationDefinition>(operation: O, run: Run<O>): HttpHandler {
  return http(async (request) => {
    const actor = actorOf(request);
    const opened = openContext({ actor, requestId: request.requestId, action: operation.label });
    const repeat = repeatKey(request, { actor, resource: homeOf(operation) });
    const id = operation.on === 'record' ? (request.path[2] ?? '') : '';
    const given = request.method === 'GET' ? request.query : (request.body ?? {});
    return answerWithCost(opened, operation.name, () => perform({ operation, run, opened, id, given }, repeat));
  });
}

export type Performance<O extends OperationDefinition> = {
  readonly operation: O;
  readonly run: Run<O>;
  readonly opened: OpenedContext;
  /** The record of an operation on one, or ''. */
  readonly id: string;
  /** The input as it came. */
  readonly given: unknown;
  /** Whoever asks was let in already, by another rule than the operation's own. */
  readonly isAdmitted?: boolean;
};
/** How a repeatable request is known again. */
type Repeat = Omit<Idempotency, 'answer'> | undefined;

/** Times an operation is tried when other writes come between its reading and its writing. */
const mostTries = 4;

/**
 * Performs an operation, whatever way it was asked for: checks who asks and what they give, runs it, and writes its writes in one
 * transaction with the finished to-do of a step and the kept answer of a repeatable request.
 *
 * @throws RefusalError; RepeatedRequest when the same was asked before
 */
export function perform<O extends OperationDefinition>(asked: Performance<O>, repeat: Repeat): Promise<Answer> {
  return performOnLatest(asked, repeat).catch(async (error: unknown) => {
    // A refusal of what the first request has already done: the answer of that time stands.
    if (repeat && error instanceof RefusalError) await asked.opened.store.throwRepeated({ ...repeat, answer: () => ({ status: 0, body: null }) });
    throw error;
  });
}

/**
 * An operation names no version: what it found stale has moved on since it read it, by a flow or by somebody else. It is tried
 * again on what stands now, and refused only for what that does not allow.
 */
async function performOnLatest<O extends OperationDefinition>(asked: Performance<O>, repeat: Repeat, tried = 1): Promise<Answer> {
  try {
    return await performOnce(asked, repeat);
  } catch (error) {
    if (tried === mostTries || !(error instanceof RefusalError && error.code === 'record.stale')) throw error;
    const { opened } = asked;
    const { records } = opened.context;
    const latest: Records = { ...records, get: (resource, id) => records.get(resource, id, { consistent: true }) };
    return performOnLatest({ ...asked, opened: { ...opened, context: { ...opened.context, records: latest } } }, repeat, tried + 1);
  }
}

async function performOnce<O extends OperationDefinition>(
  { operation, run, opened, id, given, isAdmitted = false }: Performance<O>,
  repeat: Repeat,
): Promise<Answer> {
  const { context, store } = opened;
  const granted = isAdmitted || decide(operation.allow, context.actor);
  if (granted === false && !operation.isStep) fail('access.denied', { parameters: { action: operation.label } });
  const input = check(operationInput(operation), given, operation.input) as Input<O>;
  const step = operation.isStep ? await openStep({ operation, context, granted }, { id, part: partOf(input) }) : undefined;
  if (typeof granted === 'object' && !step) refuseOtherProject(granted, input);
  const isHolder = step !== undefined && holds(context, step);
  const records = operation.on === 'record' ? watch({ operation, context, id }, { granted: isHolder ? true : granted, step }) : context.records;
  const result = await run({ input, id, context: { ...context, records }, ...(step ? { todo: step } : {}) });
  if (operation.isStep && !step) refuseStep(operation);
  const writes = [...(result.writes ?? []), ...(step ? [finish(context, step, result.outcome)] : [])];
  const answer = await answerer(store, result);
  if (writes.length === 0) return answer([]);
  const idempotency = repeat && { ...repeat, answer: (written: readonly AnyItem[]) => ({ body: undefined, ...answer(written) }) };
  return answer((await store.write(writes, idempotency ? { idempotency } : {})) as AnyItem[]);
}

async function answerer(store: OpenedContext['store'], result: Result): Promise<(written: readonly AnyItem[]) => Answer> {
  const first = result.writes?.[0];
  const show = first && result.body === undefined ? await store.presenter(first.resource) : undefined;
  return (written) => {
    const own = result.writes ? written.slice(0, result.writes.length) : [];
    const data = typeof result.body === 'function' ? result.body(own) : (result.body ?? (own[0] && show ? show(own[0]) : null));
    return { status: result.status ?? 200, body: { data } };
  };
}

/** Does the actor hold the post of this to-do, in its project? */
const holds = (context: Context, step: Item<typeof todo>): boolean => reaches(inOwnProject(step.role), context.actor, step);

/** The open to-do that asks for this step, if there is one. Who holds its post may do it; so may those whom the operation allows. */
async function openStep(
  { operation, context, granted }: { operation: OperationDefinition; context: Context; granted: boolean | RowFilter },
  { id, part }: { id: string; part: string },
): Promise<Item<typeof todo> | undefined> {
  const known = await context.records.find(todo, 'step', { subject: id, step: operation.step ?? operation.name, part });
  const found = known?.status === 'open' ? known : undefined;
  if (granted === false && !(found && holds(context, found))) fail('access.denied', { parameters: { action: operation.label } });
  return found;
}

const refuseStep = (operation: OperationDefinition): never => fail('todo.notOpen', { parameters: { step: operation.label } });

const partOf = (input: Row): string => (typeof input.part === 'string' ? input.part : '-');

/** The write that finishes an open to-do: the flow that waits for it goes on with the outcome. */
export function finish(context: Context, step: Item<typeof todo>, outcome: Result['outcome']): Write {
  const done = { doneBy: context.actor.id, doneAt: context.now, ...(outcome ? { outcome } : {}) };
  return change(todo, step, done, { event: 'todo.done', to: 'done', from: ['open'] });
}

/**
 * The records of an operation on one record: when it reads that record, the row filter of its rule, the open step and the states
 * are checked. A record that is missing or out of sight is answered as such before anything else is said of it.
 */
function watch(
  { operation, context, id }: { operation: OperationDefinition; context: Context; id: string },
  { granted, step }: { granted: boolean | RowFilter; step: Item<typeof todo> | undefined },
): Records {
  const get = async <R extends ResourceDefinition>(resource: R, wanted: string, options?: { consistent?: boolean }) => {
    const item = await context.records.get(resource, wanted, options);
    if (wanted !== id || resource.name !== partsOf(operation.name).resource) return item;
    const action = operation.label;
    if (typeof granted === 'object' && !isIn(granted, item)) fail('access.denied', { parameters: { action } });
    if (operation.isStep && !step) refuseStep(operation);
    if (operation.from && !operation.from.includes(item.status)) fail('record.state', { parameters: { state: stateLabel(resource, item.status), action } });
    return item;
  };
  return { ...context.records, get };
}

/** An input that names a project names one of the actor's own; another one is answered like one that does not exist. */
function refuseOtherProject(filter: RowFilter, input: Row): void {
  if (typeof input.project === 'string' && !isIn(filter, input)) fail('request.invalid', { fields: { project: { key: 'field.missingRecord' } } });
}

/** The resource beneath which an operation keeps its answers: one that its function may write. */
function homeOf(operation: OperationDefinition): string {
  const { resource } = partsOf(operation.name);
  return operation.writes.includes(resource) ? resource : (operation.writes[0] ?? resource);
}
