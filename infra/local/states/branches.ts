import { innerMachines, languageOf } from './asl.ts';
import { checkSize, StateError } from './errors.ts';
import { type Frame, record, type Wait } from './execution.ts';
import { failBranch } from './failure.ts';
import { addFrame, indexOf } from './frames.ts';
import { history } from './history.ts';
import { exit } from './transition.ts';
import { evaluate, evaluateNumber, evaluateTyped, queryError, type Visit, visitOf } from './visit.ts';

type Children = Extract<Wait, { kind: 'children' }>;

/** Iterations of a Map that run at once where MaxConcurrency leaves it to the service. */
const defaultConcurrency = 40;

/**
 * Starts all branches of a Parallel.
 *
 * @example
 * await beginParallel(visitOf(host, execution, frame))
 */
export async function beginParallel(visit: Visit): Promise<void> {
  const { host, execution, frame, state } = visit;
  const input = state.Arguments === undefined ? frame.input : JSON.stringify(await evaluate(visit, { value: state.Arguments, at: 'Arguments' }));
  const turn = record(execution, { frame, at: host.now(), type: 'ParallelStateStarted' });
  const count = innerMachines(state).length;
  frame.wait = { kind: 'children', turn, count, limit: count, tolerated: 0, hasTolerance: false, input };
  for (let index = 0; index < count; index++) start(visit, { index, input, prev: turn });
}

/**
 * Reads the items and limits of a Map; its iterations are started by {@link lookAfter}.
 *
 * @example
 * await beginMap(visitOf(host, execution, frame))
 */
export async function beginMap(visit: Visit): Promise<void> {
  const { host, execution, frame, state } = visit;
  const items = await itemsOf(visit);
  const number = (at: 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage') => evaluateNumber(visit, { value: state[at], at }, 0);
  const concurrency = await number('MaxConcurrency');
  const toleratedCount = await number('ToleratedFailureCount');
  const toleratedPercent = await number('ToleratedFailurePercentage');
  const turn = record(execution, { frame, at: host.now(), ...history.mapStarted(items.length) });
  frame.wait = {
    kind: 'children',
    turn,
    count: items.length,
    limit: concurrency || defaultConcurrency,
    tolerated: Math.max(toleratedCount ?? 0, Math.floor(((toleratedPercent ?? 0) / 100) * items.length)),
    hasTolerance: toleratedCount !== undefined || toleratedPercent !== undefined,
    items,
    input: 'null',
  };
  execution.ready.push(frame.path);
}

/**
 * Looks at the branches of a Parallel or the iterations of a Map: fails with them, starts what may start, or leaves
 * the state when all are done. It reads nothing but the frames, so that it can be repeated after a crash.
 *
 * @example
 * if (frame.wait?.kind === 'children') await lookAfter(visit, frame.wait)
 */
export async function lookAfter(visit: Visit, wait: Children): Promise<void> {
  const { execution, frame, state } = visit;
  const children = childrenOf(visit, wait);
  const failed = children.filter(hasFailed);
  if (failed.length > wait.tolerated) return failAll(visit, wait, failed);
  if (state.Type === 'Map') startNext(visit, wait, children);
  if (children.length < wait.count || children.some((child) => !child.ended)) return;
  const outputs = children.map((child) => (child.ended && 'output' in child.ended ? child.ended.output : 'null'));
  const result = `[${outputs.join(',')}]`;
  frame.prev = Math.max(wait.turn, ...children.map((child) => child.prev));
  visit.extra = { result: JSON.parse(result) };
  await exit(visit, { spec: state, next: state.Next, result, succeeded: `${state.Type}StateSucceeded` });
  for (const child of children) forget(execution, child);
}

async function itemsOf(visit: Visit): Promise<unknown[]> {
  const { execution, frame, state } = visit;
  const items = state.Items === undefined ? JSON.parse(frame.input) : await evaluateTyped(visit, { value: state.Items, at: 'Items' }, 'array');
  if (Array.isArray(items)) return items;
  if (languageOf(execution.definition, state) === 'JSONPath') throw new StateError('States.Runtime', 'Reference path "$" must point to array.');
  throw queryError(visit, `Map state input must be an array but was: ${JSON.stringify(items)}`, null);
}

/**
 * The input of an iteration, as ItemSelector makes it. A failure of ItemSelector is one of the iteration.
 *
 * @example
 * if (frame.isUnselected) await selectInput(visitOf(host, execution, parent), frame)
 */
export async function selectInput(visit: Visit, child: Frame): Promise<void> {
  const { host, execution, frame, state } = visit;
  const items = frame.wait?.kind === 'children' ? frame.wait.items : undefined;
  visit.context = { Map: { Item: { Index: indexOf(child.path), Value: items?.[indexOf(child.path)] } } };
  try {
    child.input = JSON.stringify(await evaluate(visit, { value: state.ItemSelector, at: 'ItemSelector' }));
    checkSize(child.input, frame.state);
    delete child.isUnselected;
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const { cause, evaluation } = error;
    if (evaluation) {
      const fault = { error: error.error, cause, ...evaluation, state: frame.state };
      record(execution, { frame: child, at: host.now(), ...history.evaluationFailed(fault) });
    }
    failBranch(visitOf(host, execution, child), error);
  }
}

/** Starts iterations up to the limit. */
function startNext(visit: Visit, wait: Children, children: Frame[]): void {
  const { host, execution, frame, state } = visit;
  const latest = new Map(children.map((child) => [child.slot, child]));
  let index = children.length;
  for (let slot = 0; slot < wait.limit && index < wait.count; slot++) {
    const before = latest.get(slot);
    if (before && !before.ended) continue;
    // An iteration follows the one that had its place before it.
    const prev = before?.ended?.inner ?? wait.turn;
    const child = start(visit, { index, slot, prev, input: JSON.stringify(wait.items?.[index] ?? null) });
    record(execution, { frame: child, at: host.now(), ...history.iteration('Started', { index, name: frame.state }) });
    if (state.ItemSelector !== undefined) child.isUnselected = true;
    index++;
  }
}

function start(visit: Visit, place: { index: number; input: string; prev: number; slot?: number }): Frame {
  const { index, ...rest } = place;
  const child = addFrame(visit.execution, { ...rest, path: `${visit.frame.path}/${index}` });
  visit.execution.ready.push(child.path);
  return child;
}

function failAll(visit: Visit, wait: Children, failed: Frame[]): never {
  // The failure that was one too many.
  const ended = failed.sort((a, b) => endOf(a) - endOf(b))[wait.tolerated]?.ended;
  if (!ended || !('failure' in ended)) throw new Error('a branch without a failure was counted as failed');
  visit.frame.prev = ended.inner;
  const { error, cause } = ended.failure;
  if (!wait.hasTolerance) throw new StateError(error, cause);
  throw new StateError('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');
}

function childrenOf({ execution, frame }: Visit, wait: Children): Frame[] {
  const children: Frame[] = [];
  for (let index = 0; index < wait.count; index++) {
    const child = execution.frames.get(`${frame.path}/${index}`);
    if (!child) break;
    children.push(child);
  }
  return children;
}

function forget(execution: Visit['execution'], child: Frame): void {
  execution.frames.delete(child.path);
  execution.changes.frames.delete(child.path);
  execution.changes.removed.add(child.path);
}

function hasFailed(child: Frame): boolean {
  return child.ended !== undefined && 'failure' in child.ended;
}

function endOf(child: Frame): number {
  return child.ended?.inner ?? indexOf(child.path);
}
