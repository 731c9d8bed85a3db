import { innerMachines, type Machine, type State } from './asl.ts';
import type { Execution, Frame } from './execution.ts';

/**
 * Marks a frame as changed.
 *
 * @example
 * touch(execution, frame)
 */
export function touch(execution: Execution, frame: Frame): void {
  execution.changes.frames.add(frame.path);
}

/**
 * A new branch at its first state.
 *
 * @example
 * addFrame(execution, { path: '/0', input: '{}', prev: 3 })
 */
export function addFrame(execution: Execution, place: { path: string; input: string; prev: number; slot?: number }): Frame {
  const frame: Frame = { state: '', vars: {}, attempt: 0, tries: {}, ...place };
  execution.frames.set(frame.path, frame);
  frame.state = machineOf(execution, frame.path).StartAt;
  execution.changes.removed.delete(frame.path);
  touch(execution, frame);
  return frame;
}

/**
 * Ends what a branch waits for, so that a late answer finds nothing.
 *
 * @example
 * clearWait(execution, frame)
 */
export function clearWait(execution: Execution, frame: Frame): void {
  if (frame.wait?.kind === 'task' && frame.wait.token) execution.changes.revoked.push(frame.wait.token);
  delete frame.wait;
  touch(execution, frame);
}

/**
 * Forgets all branches below a frame.
 *
 * @example
 * removeBelow(execution, '') // all branches but the first
 */
export function removeBelow(execution: Execution, path: string): void {
  for (const frame of below(execution, path)) {
    clearWait(execution, frame);
    execution.frames.delete(frame.path);
    execution.changes.frames.delete(frame.path);
    execution.changes.removed.add(frame.path);
  }
}

/**
 * The branches below a frame, the innermost first.
 *
 * @example
 * below(execution, '/0') // /0/0/1, /0/0, /0/1 …
 */
export function below(execution: Execution, path: string): Frame[] {
  const found = [...execution.frames.values()].filter((frame) => frame.path.startsWith(`${path}/`));
  return found.sort((a, b) => depth(b.path) - depth(a.path) || indexOf(a.path) - indexOf(b.path));
}

/**
 * The state a frame stands in.
 *
 * @example
 * stateOf(execution, frame).Type // 'Task'
 */
export function stateOf(execution: Execution, frame: Frame): State {
  const state = machineOf(execution, frame.path).States[frame.state];
  if (!state) throw new Error(`the definition has no state '${frame.state}'`);
  return state;
}

/**
 * The machine whose states a branch goes through.
 *
 * @example
 * machineOf(execution, '') === execution.definition
 */
export function machineOf(execution: Execution, path: string): Machine {
  const parent = parentOf(execution, path);
  if (!parent) return execution.definition;
  const state = stateOf(execution, parent);
  const machine = innerMachines(state)[state.Type === 'Parallel' ? indexOf(path) : 0];
  if (!machine) throw new Error(`the state '${parent.state}' has no branch ${path}`);
  return machine;
}

/**
 * The branch around a branch; undefined for the first.
 *
 * @example
 * parentOf(execution, '/0/2')?.path // '/0'
 */
export function parentOf(execution: Execution, path: string): Frame | undefined {
  return path === '' ? undefined : execution.frames.get(path.slice(0, path.lastIndexOf('/')));
}

/**
 * The index of a branch or iteration in its parent.
 *
 * @example
 * indexOf('/0/2') // 2
 */
export function indexOf(path: string): number {
  return Number(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * When a frame needs attention by the clock, if ever: ms since the epoch.
 *
 * @example
 * wakeOf({ ...frame, wait: { kind: 'timer', turn: 2, at: 5_000, to: 'exit' } }) // 5000
 */
export function wakeOf(frame: Frame): number | undefined {
  const { wait } = frame;
  if (wait?.kind === 'timer') return wait.at;
  if (wait?.kind !== 'task') return undefined;
  const beatBy = wait.heartbeatSeconds === undefined ? undefined : wait.beat + wait.heartbeatSeconds * 1_000;
  return wait.deadline === undefined ? beatBy : Math.min(wait.deadline, beatBy ?? wait.deadline);
}

/**
 * Whether a frame has work that no outside event will start: a step, children to look after, or a call to make.
 *
 * @example
 * frames.filter(isActive)
 */
export function isActive(frame: Frame): boolean {
  if (frame.ended || frame.isAborted) return false;
  const { wait } = frame;
  return !wait || wait.kind === 'children' || (wait.kind === 'task' && !wait.isSubmitted);
}

function depth(path: string): number {
  return path.split('/').length;
}
