import type { Exit } from './asl.ts';
import { checkSize } from './errors.ts';
import { type Execution, type Frame, record } from './execution.ts';
import { indexOf, parentOf, stateOf, touch } from './frames.ts';
import { history } from './history.ts';
import { evaluate, type Visit } from './visit.ts';

/**
 * Records that a branch enters its state.
 *
 * @example
 * enter(visit)
 */
export function enter({ host, execution, frame, state }: Visit): void {
  const before = frame.prev;
  const at = host.now();
  const id = record(execution, { frame, at, ...history.entered(state.Type, frame) });
  frame.entered = { id, at, before };
}

/**
 * Leaves a state: evaluates Output and Assign, records the exit and goes on to `next`, or ends the branch.
 * `result` is the output (JSON text) where the spec gives none; `at` prefixes the fields' locations.
 *
 * @example
 * await exit(visit, { spec: state, next: state.Next, result: frame.input })
 */
export async function exit(visit: Visit, leaving: { spec: Exit; next: string | undefined; result: string; at?: string; succeeded?: string }): Promise<void> {
  const { host, execution, frame, state } = visit;
  const { spec, at = '' } = leaving;
  const output = spec.Output === undefined ? leaving.result : JSON.stringify(await evaluate(visit, { value: spec.Output, at: `${at}Output` }));
  const assigned = spec.Assign === undefined ? {} : await evaluate(visit, { value: spec.Assign, at: `${at}Assign` });
  checkSize(output, frame.state);
  const vars = assigned as Record<string, unknown>;
  for (const value of Object.values(vars)) checkSize(JSON.stringify(value), frame.state);
  // AWS hangs the success of a Parallel or Map and its exit on the same predecessor.
  if (leaving.succeeded) record(execution, { frame, at: host.now(), type: leaving.succeeded, isAside: true });
  record(execution, { frame, at: host.now(), ...history.exited(state.Type, { name: frame.state, output, vars }) });
  Object.assign(frame.vars, vars);
  if (leaving.next === undefined) return endBranch(visit, output);
  moveTo(frame, leaving.next, output);
  touch(execution, frame);
  execution.ready.push(frame.path);
}

/**
 * Records what becomes of an iteration, if the branch is one.
 *
 * @example
 * recordIteration(execution, frame, { what: 'Failed', at: host.now() })
 */
export function recordIteration(execution: Execution, frame: Frame, { what, at }: { what: 'Succeeded' | 'Failed' | 'Aborted'; at: number }): void {
  const parent = parentOf(execution, frame.path);
  if (!parent || stateOf(execution, parent).Type !== 'Map') return;
  record(execution, { frame, at, ...history.iteration(what, { index: indexOf(frame.path), name: parent.state }) });
}

function moveTo(frame: Frame, state: string, input: string): void {
  Object.assign(frame, { state, input, attempt: 0, tries: {} });
  delete frame.wait;
  delete frame.entered;
}

/** The last state of a branch has been left: the execution succeeds, or the state around the branch looks on. */
function endBranch({ host, execution, frame }: Visit, output: string): void {
  delete frame.wait;
  const parent = parentOf(execution, frame.path);
  if (!parent) {
    frame.ended = { output, inner: frame.prev };
    return;
  }
  const inner = frame.prev;
  recordIteration(execution, frame, { what: 'Succeeded', at: host.now() });
  frame.ended = { output, inner };
  Object.assign(frame, { input: 'null', vars: {} });
  touch(execution, frame);
  execution.ready.push(parent.path);
}
