import type { Retrier } from './asl.ts';
import { matches, StateError } from './errors.ts';
import { type Execution, type Frame, record } from './execution.ts';
import { below, clearWait, parentOf, removeBelow, stateOf, touch } from './frames.ts';
import { history } from './history.ts';
import { exit, recordIteration } from './transition.ts';
import type { Visit } from './visit.ts';

const defaults = { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 };
const composite = new Set(['Parallel', 'Map']);
/** The states that can be cut short, and for which AWS therefore has a …StateAborted event. */
const abortable = new Set(['Task', 'Wait', 'Parallel', 'Map']);

/**
 * Handles the failure of a state: waits for a retry, leaves through a catcher, or ends the branch as failed.
 *
 * @example
 * await fail(visit, new StateError('Contract.Stale', 'the contract has changed'))
 */
export async function fail(visit: Visit, failure: StateError): Promise<void> {
  const { host, execution, frame, state } = visit;
  // The wait of a Parallel or Map tells a redrive what has been started.
  if (frame.wait?.kind !== 'children') clearWait(execution, frame);
  recordEvaluation(visit, failure);
  if (retry(visit, failure)) return;
  abortBelow(execution, frame, host.now());
  if (composite.has(state.Type)) record(execution, { frame, at: host.now(), type: `${state.Type}StateFailed` });
  const index = (state.Catch ?? []).findIndex((catcher) => matches(catcher.ErrorEquals, failure));
  const catcher = state.Catch?.[index];
  if (!catcher) return failBranch(visit, failure);
  const errorOutput = { Error: failure.error, Cause: failure.cause };
  visit.extra = { errorOutput: JSON.parse(JSON.stringify(errorOutput)) };
  try {
    const result = JSON.stringify(errorOutput);
    await exit(visit, { spec: catcher, next: catcher.Next, result, at: `Catch[${index}]/` });
    removeBelow(execution, frame.path);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    recordEvaluation(visit, error);
    failBranch(visit, error);
  }
}

/**
 * Ends a branch as failed. The frames below it stay for a redrive.
 *
 * @example
 * failBranch(visit, new StateError('Bank.Refused'))
 */
export function failBranch({ host, execution, frame }: Visit, { error, cause }: StateError): void {
  const inner = frame.prev;
  const parent = parentOf(execution, frame.path);
  recordIteration(execution, frame, { what: 'Failed', at: host.now() });
  frame.ended = { failure: { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) }, inner };
  touch(execution, frame);
  if (parent) execution.ready.push(parent.path);
}

/**
 * Records what is cut short below a frame, the innermost first, and ends its waits.
 *
 * @example
 * abortBelow(execution, frame, host.now())
 */
export function abortBelow(execution: Execution, frame: Frame, at: number): void {
  for (const child of below(execution, frame.path)) abort(execution, child, at);
}

/**
 * Records that a branch is cut short in its state. The branch keeps its place, so that a redrive finds it.
 *
 * @example
 * abort(execution, frame, host.now())
 */
export function abort(execution: Execution, frame: Frame, at: number): void {
  if (frame.ended || frame.isAborted) return;
  const { Type } = stateOf(execution, frame);
  if (frame.entered && abortable.has(Type)) record(execution, { frame, at, type: `${Type}StateAborted` });
  recordIteration(execution, frame, { what: 'Aborted', at });
  // The children's wait holds the items of a Map: a redrive goes on from them.
  if (frame.wait?.kind !== 'children') clearWait(execution, frame);
  frame.isAborted = true;
  touch(execution, frame);
}

function recordEvaluation({ host, execution, frame }: Visit, failure: StateError): void {
  if (!failure.evaluation) return;
  const { error, cause, evaluation } = failure;
  // AWS hangs it on the event before the state's entry while nothing else has happened in the state.
  const isFirst = frame.entered?.id === frame.prev && !failure.isLate;
  const prev = isFirst ? { prev: frame.entered?.before ?? 0 } : {};
  const details = { error, cause, ...evaluation, state: frame.state };
  record(execution, { frame, at: host.now(), ...prev, ...history.evaluationFailed(details) });
}

function retry(visit: Visit, failure: StateError): boolean {
  const { host, execution, frame, state } = visit;
  const index = (state.Retry ?? []).findIndex((retrier) => matches(retrier.ErrorEquals, failure));
  const retrier = state.Retry?.[index];
  const tries = frame.tries[index] ?? 0;
  if (!retrier || tries >= (retrier.MaxAttempts ?? defaults.MaxAttempts)) return false;
  abortBelow(execution, frame, host.now());
  removeBelow(execution, frame.path);
  frame.tries[index] = tries + 1;
  const at = host.now() + delaySeconds(retrier, tries, host.random) * 1_000;
  frame.wait = { kind: 'timer', turn: execution.lastEvent, at: Math.ceil(at), to: 'retry' };
  touch(execution, frame);
  return true;
}

function delaySeconds(retrier: Retrier, tries: number, random: () => number): number {
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds, JitterStrategy } = { ...defaults, ...retrier };
  const full = Math.min(IntervalSeconds * BackoffRate ** tries, MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return JitterStrategy === 'FULL' ? full * random() : full;
}
