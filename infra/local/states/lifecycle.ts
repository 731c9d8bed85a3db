import type { Machine } from './asl.ts';
import { type Execution, historyLimit, noChanges, record, type Status } from './execution.ts';
import { abort, abortBelow } from './failure.ts';
import { addFrame, clearWait, touch } from './frames.ts';
import { history } from './history.ts';
import type { Host } from './visit.ts';

/** How long after its end an execution can be redriven: 14 days. */
const redrivableMs = 14 * 86_400_000;

type Beginning = {
  arn: string;
  name: string;
  machine: { arn: string; name: string; role: string };
  definition: Machine;
  definitionHash: string;
  /** JSON text. */
  input: string;
};

/**
 * A new execution, standing before its first state.
 *
 * @example
 * const execution = beginExecution(host, { arn, name: 'ctr_01', machine, definition, definitionHash, input: '{}' })
 */
export function beginExecution(host: Host, { machine, ...beginning }: Beginning): Execution {
  const startedAt = host.now();
  const { TimeoutSeconds } = beginning.definition;
  const execution: Execution = {
    ...beginning,
    machineArn: machine.arn,
    machineName: machine.name,
    roleArn: machine.role,
    status: 'RUNNING',
    startedAt,
    ...(TimeoutSeconds === undefined ? {} : { deadline: startedAt + TimeoutSeconds * 1_000 }),
    redriveCount: 0,
    lastEvent: 0,
    frames: new Map(),
    ready: [''],
    calls: [],
    changes: { ...noChanges(), hasHeader: true },
  };
  record(execution, { at: startedAt, ...history.started(execution.input, machine.role) });
  // AWS gives the first state's entry no predecessor, not the start.
  addFrame(execution, { path: '', input: execution.input, prev: 0 });
  return execution;
}

/**
 * Ends an execution whose first branch has ended.
 *
 * @example
 * finishIfEnded(host, execution)
 */
export function finishIfEnded(host: Host, execution: Execution): void {
  const root = execution.frames.get('');
  if (execution.status !== 'RUNNING' || !root?.ended) return;
  const { ended } = root;
  const at = host.now();
  if ('output' in ended) {
    execution.output = ended.output;
    record(execution, { at, prev: root.prev, ...history.succeeded(ended.output) });
    end(execution, 'SUCCEEDED', at);
    return;
  }
  Object.assign(execution, ended.failure);
  record(execution, { at, prev: root.prev, ...history.failed(ended.failure) });
  end(execution, 'FAILED', at);
}

/**
 * Fails an execution that cannot go on, whatever its states would do about it.
 *
 * @example
 * failExecution(host, execution, { error: 'States.Runtime', cause: 'history full' })
 */
export function failExecution(host: Host, execution: Execution, fault: { error: string; cause: string }): void {
  const prev = execution.lastEvent;
  Object.assign(execution, fault);
  record(execution, { at: host.now(), prev, ...history.failed(fault) });
  end(execution, 'FAILED', host.now());
}

/**
 * Ends an execution from outside; what it was doing is recorded as aborted.
 *
 * @example
 * stopExecution(host, execution, { error: 'Buyer.Left' })
 */
export function stopExecution(host: Host, execution: Execution, fault: { error?: string; cause?: string }): void {
  cutShort(host, execution);
  Object.assign(execution, fault);
  record(execution, { at: host.now(), ...history.aborted(fault) });
  end(execution, 'ABORTED', host.now());
}

/**
 * Ends an execution at its machine's TimeoutSeconds; nothing happens before that time.
 *
 * @example
 * expireExecution(host, execution)
 */
export function expireExecution(host: Host, execution: Execution): void {
  if (execution.status !== 'RUNNING' || execution.deadline === undefined || execution.deadline > host.now()) return;
  cutShort(host, execution);
  const prev = execution.frames.get('')?.prev ?? 0;
  record(execution, { at: host.now(), prev, ...history.timedOut() });
  end(execution, 'TIMED_OUT', host.now());
}

/**
 * Why an execution cannot be redriven, or undefined.
 *
 * @example
 * redriveRefusal({ status: 'RUNNING', lastEvent: 4 }, now) // 'Execution is RUNNING and cannot be redriven'
 */
export function redriveRefusal(execution: { status: Status; stoppedAt?: number | undefined; lastEvent: number }, now: number): string | undefined {
  const { status, stoppedAt = now, lastEvent } = execution;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (now - stoppedAt > redrivableMs) return 'Execution has exceeded its redrivable period';
  return lastEvent >= historyLimit - 1 ? 'Execution has reached the maximum number of history events' : undefined;
}

/**
 * Goes on with an unsuccessful execution from the states that did not succeed, with fresh retries and timeouts.
 *
 * @example
 * redriveExecution(host, execution, undefined)
 */
export function redriveExecution(host: Host, execution: Execution, clientToken: string | undefined): void {
  const at = host.now();
  execution.redriveCount++;
  execution.redrivenAt = at;
  const { TimeoutSeconds } = execution.definition;
  if (TimeoutSeconds !== undefined) execution.deadline = at + TimeoutSeconds * 1_000;
  if (clientToken !== undefined) execution.redriveToken = clientToken;
  execution.status = 'RUNNING';
  for (const field of ['stoppedAt', 'output', 'error', 'cause'] as const) delete execution[field];
  execution.changes.hasHeader = true;
  const id = record(execution, { at, prev: execution.lastEvent, ...history.redriven(execution.redriveCount) });
  for (const frame of execution.frames.values()) {
    if (frame.ended && 'output' in frame.ended) continue;
    delete frame.ended;
    delete frame.isAborted;
    if (frame.wait?.kind !== 'children') delete frame.wait;
    Object.assign(frame, { attempt: 0, tries: {}, prev: id });
    touch(execution, frame);
    execution.ready.push(frame.path);
  }
}

/** Records what is still going on as aborted, the innermost first. */
function cutShort(host: Host, execution: Execution): void {
  const root = execution.frames.get('');
  if (!root) return;
  abortBelow(execution, root, host.now());
  abort(execution, root, host.now());
}

function end(execution: Execution, status: Status, at: number): void {
  execution.status = status;
  execution.stoppedAt = at;
  execution.ready = [];
  execution.calls = [];
  execution.changes.hasHeader = true;
  for (const frame of execution.frames.values()) {
    if (frame.wait?.kind !== 'children') clearWait(execution, frame);
    touch(execution, frame);
  }
}
