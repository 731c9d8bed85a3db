import { innerMachines, type Machine, type State } from './asl.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What a branch is waiting for. `turn` tells an answer to this wait from one to an earlier wait. */
export type Wait =
  | { kind: 'timer'; turn: number; at: number; to: 'exit' | 'retry' }
  | {
      kind: 'task';
      turn: number;
      /** JSON text of the evaluated Arguments. */
      args: string;
      deadline?: number;
      heartbeatSeconds?: number;
      /** When the task was scheduled or last gave a heartbeat. */
      beat: number;
      token?: string;
      /** The function has answered and only the token is still out. */
      isSubmitted: boolean;
    }
  | { kind: 'children'; turn: number; count: number; limit: number; tolerated: number; hasTolerance: boolean; items?: unknown[]; input: string };

/**
 * Where one branch of an execution stands: the whole machine (path ''), a branch of a Parallel or an iteration of a
 * Map (path of the parent + '/' + index). A frame is all that has to survive a crash.
 */
export type Frame = {
  path: string;
  state: string;
  /** JSON text, byte for byte as it came from the state before. */
  input: string;
  /** Variables assigned in this branch; those of the branches around it are seen through it. */
  vars: Record<string, unknown>;
  /** The last event of this branch. */
  prev: number;
  entered?: { id: number; at: number; before: number };
  /** Retries of this visit so far, in all and by retrier. */
  attempt: number;
  tries: Record<number, number>;
  wait?: Wait;
  /** The place among the iterations that run at once. */
  slot?: number;
  /** An iteration whose input ItemSelector has yet to make. */
  isUnselected?: boolean;
  /** Cut short when a branch beside it failed or the execution ended. */
  isAborted?: boolean;
  ended?: { output: string; inner: number } | { failure: { error?: string; cause?: string }; inner: number };
};

export type HistoryEvent = { id: number; prev: number; type: string; at: number; details?: Record<string, unknown> };

/** Everything since the last commit. */
export type Changes = {
  hasHeader: boolean;
  events: HistoryEvent[];
  frames: Set<string>;
  removed: Set<string>;
  issued: { token: string; path: string; turn: number }[];
  revoked: string[];
};

export type Execution = {
  arn: string;
  name: string;
  machineArn: string;
  machineName: string;
  roleArn: string;
  definition: Machine;
  /** Key of the definition's text in the journal. */
  definitionHash: string;
  input: string;
  status: Status;
  startedAt: number;
  stoppedAt?: number;
  deadline?: number;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redrivenAt?: number;
  redriveToken?: string;
  lastEvent: number;
  frames: Map<string, Frame>;
  /** Branches that can take a step, in order. */
  ready: string[];
  /** Tasks whose function is to be called once the changes are committed. */
  calls: string[];
  changes: Changes;
};

/** AWS ends an execution whose history would grow beyond this many events. */
export const historyLimit = 25_000;

/** Thrown by {@link record} when the history is full; ends the execution. */
export class HistoryFullError extends Error {}

/** An empty set of changes. */
export function noChanges(): Changes {
  return { hasHeader: false, events: [], frames: new Set(), removed: new Set(), issued: [], revoked: [] };
}

/**
 * Appends an event to the history and returns its id. It continues the branch unless `isAside` is set; `prev` names
 * another predecessor than the branch's last event.
 *
 * @example
 * record(execution, { frame, type: 'ParallelStateStarted', at: clock.now() })
 */
export function record(
  execution: Execution,
  event: {
    frame?: Frame;
    type: string;
    at: number;
    details?: Record<string, unknown>;
    prev?: number;
    isAside?: boolean;
  },
): number {
  if (execution.lastEvent >= historyLimit - 1 && !event.type.startsWith('Execution')) throw new HistoryFullError();
  const id = ++execution.lastEvent;
  const { frame, type, at, details } = event;
  execution.changes.events.push({ id, prev: event.prev ?? frame?.prev ?? 0, type, at, details });
  if (frame && !event.isAside) {
    frame.prev = id;
    touch(execution, frame);
  }
  return id;
}

/** Marks a frame as changed. */
export function touch(execution: Execution, frame: Frame): void {
  execution.changes.frames.add(frame.path);
}

/** A new branch at its first state. */
export function addFrame(execution: Execution, place: { path: string; input: string; prev: number; slot?: number }): Frame {
  const frame: Frame = { state: '', vars: {}, attempt: 0, tries: {}, ...place };
  execution.frames.set(frame.path, frame);
  frame.state = machineOf(execution, frame.path).StartAt;
  execution.changes.removed.delete(frame.path);
  touch(execution, frame);
  return frame;
}

/** Ends what a branch waits for, so that a late answer finds nothing. */
export function clearWait(execution: Execution, frame: Frame): void {
  if (frame.wait?.kind === 'task' && frame.wait.token) execution.changes.revoked.push(frame.wait.token);
  delete frame.wait;
  touch(execution, frame);
}

/** Forgets all branches below a frame. */
export function removeBelow(execution: Execution, path: string): void {
  for (const frame of below(execution, path)) {
    clearWait(execution, frame);
    execution.frames.delete(frame.path);
    execution.changes.frames.delete(frame.path);
    execution.changes.removed.add(frame.path);
  }
}

/** The branches below a frame, the innermost first. */
export function below(execution: Execution, path: string): Frame[] {
  const found = [...execution.frames.values()].filter((frame) => frame.path.startsWith(`${path}/`));
  return found.sort((a, b) => depth(b.path) - depth(a.path) || indexOf(a.path) - indexOf(b.path));
}

/** The state a frame stands in. */
export function stateOf(execution: Execution, frame: Frame): State {
  const state = machineOf(execution, frame.path).States[frame.state];
  if (!state) throw new Error(`the definition has no state '${frame.state}'`);
  return state;
}

/** The machine whose states a branch goes through. */
export function machineOf(execution: Execution, path: string): Machine {
  const parent = parentOf(execution, path);
  if (!parent) return execution.definition;
  const state = stateOf(execution, parent);
  const machine = innerMachines(state)[state.Type === 'Parallel' ? indexOf(path) : 0];
  if (!machine) throw new Error(`the state '${parent.state}' has no branch ${path}`);
  return machine;
}

export function parentOf(execution: Execution, path: string): Frame | undefined {
  return path === '' ? undefined : execution.frames.get(path.slice(0, path.lastIndexOf('/')));
}

/** The index of a branch or iteration in its parent. */
export function indexOf(path: string): number {
  return Number(path.slice(path.lastIndexOf('/') + 1));
}

/** When a frame needs attention by the clock, if ever: ms since the epoch. */
export function wakeOf(frame: Frame): number | undefined {
  const { wait } = frame;
  if (wait?.kind === 'timer') return wait.at;
  if (wait?.kind !== 'task') return undefined;
  const beatBy = wait.heartbeatSeconds === undefined ? undefined : wait.beat + wait.heartbeatSeconds * 1_000;
  return wait.deadline === undefined ? beatBy : Math.min(wait.deadline, beatBy ?? wait.deadline);
}

/** Whether a frame has work that no outside event will start: a step, children to look after, or a call to make. */
export function isActive(frame: Frame): boolean {
  if (frame.ended || frame.isAborted) return false;
  const { wait } = frame;
  return !wait || wait.kind === 'children' || (wait.kind === 'task' && !wait.isSubmitted);
}

function depth(path: string): number {
  return path.split('/').length;
}
