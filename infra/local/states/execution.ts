import type { Machine } from './asl.ts';

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

/**
 * An empty set of changes.
 *
 * @example
 * execution.changes = noChanges()
 */
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
    execution.changes.frames.add(frame.path);
  }
  return id;
}
