import type { Clock } from '../clock.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { type CallOptions, callFunction } from './calls.ts';
import type { Execution } from './execution.ts';
import { wakeOf } from './frames.ts';
import type { Journal, TokenRow } from './journal.ts';
import { loadExecution } from './load.ts';
import { type Message, takeMessage, takeSteps } from './messages.ts';
import type { Outcome } from './task.ts';
import type { Host } from './visit.ts';

export type Engine = {
  /** Journals a new execution, then runs it. Resolves once it is journaled. */
  begin(execution: Execution): Promise<void>;
  /** Hands a message to an execution; resolves once what it caused is journaled. */
  tell(arn: string, message: Message): Promise<void>;
  /** Hands a result or a heartbeat to the task of a token. */
  tellTask(row: TokenRow, message: { outcome: Outcome } | 'beat'): Promise<void>;
  /** Goes on with everything that was under way when the journal was last closed. Returns how many executions. */
  resume(): number;
  close(): void;
};

type Parts = { journal: Journal; host: Host; clock: Clock; calls: CallOptions };
type Entry = { message: Message; resolve: () => void; reject: (error: unknown) => void };
/** An execution in memory. It leaves memory when it only waits for the clock or a token. */
type Actor = { arn: string; execution: Execution | undefined; inbox: Entry[]; isRunning: boolean; calls: number };
type Call = { actor: Actor; path: string; turn: number };
type Core = Parts & {
  actors: Map<string, Actor>;
  /** Calls beyond the limit, in order. */
  queue: Call[];
  running: number;
  alarm: Alarm;
  isClosed: boolean;
};

/** Functions called at once, for all executions. */
const callLimit = 200;
/** Executions and branches taken from the journal at once. */
const batch = 500;
/** After a failed write (a full disk) an execution is taken up again from the journal, in ms of real time. */
const recoverAfterMs = 1_000;

/**
 * Runs executions: one message at a time for each, journaled before its effects are seen.
 *
 * @example
 * const engine = createEngine({ journal, host, clock, calls })
 * engine.resume()
 */
export function createEngine(parts: Parts): Engine {
  const alarm = createAlarm(parts.clock, () => fireDue(core));
  const core: Core = { ...parts, actors: new Map(), queue: [], running: 0, alarm, isClosed: false };
  return {
    tell: (arn, message) => tell(core, arn, message),
    async begin(execution) {
      await core.journal.commit(execution);
      actorOf(core, execution.arn).execution ??= execution;
      if (execution.deadline !== undefined) alarm.arm(execution.deadline);
      goOn(core, execution.arn);
    },
    tellTask({ execution, path, turn }, message) {
      if (message === 'beat') return tell(core, execution, { kind: 'beat', path, turn });
      return tell(core, execution, { kind: 'answer', path, turn, outcome: message.outcome, from: 'token' });
    },
    resume() {
      const unfinished = core.journal.unfinished();
      void resumeAll(core, unfinished);
      const next = core.journal.nextWake();
      if (next !== undefined) alarm.arm(next);
      return unfinished.length;
    },
    close() {
      core.isClosed = true;
      alarm.close();
      core.actors.clear();
    },
  };
}

function tell(core: Core, arn: string, message: Message): Promise<void> {
  return new Promise((resolve, reject) => {
    if (core.isClosed) return reject(new Error('the engine is closed'));
    const actor = actorOf(core, arn);
    actor.inbox.push({ message, resolve, reject });
    if (!actor.isRunning) void run(core, actor);
  });
}

/** Starts or restarts an execution. A failure has been dealt with where it happened. */
function goOn(core: Core, arn: string): void {
  void tell(core, arn, { kind: 'go' }).catch(() => {});
}

/** In batches, so that not all executions are in memory at once. */
async function resumeAll(core: Core, arns: string[]): Promise<void> {
  for (let at = 0; at < arns.length && !core.isClosed; at += batch)
    await Promise.allSettled(arns.slice(at, at + batch).map((arn) => tell(core, arn, { kind: 'go' })));
}

function actorOf({ actors }: Core, arn: string): Actor {
  const actor = actors.get(arn) ?? { arn, execution: undefined, inbox: [], isRunning: false, calls: 0 };
  actors.set(arn, actor);
  return actor;
}

async function run(core: Core, actor: Actor): Promise<void> {
  actor.isRunning = true;
  while (!core.isClosed && (actor.inbox.length > 0 || (actor.execution?.ready.length ?? 0) > 0)) await turn(core, actor);
  actor.isRunning = false;
  forgetIfIdle(core, actor);
}

function forgetIfIdle({ actors }: Core, actor: Actor): void {
  if (!actor.isRunning && actor.calls === 0 && actors.get(actor.arn) === actor) actors.delete(actor.arn);
}

/** Takes the messages at hand and some steps, commits, and only then lets the world know. */
async function turn(core: Core, actor: Actor): Promise<void> {
  const { journal, host, alarm } = core;
  const entries = actor.inbox.splice(0);
  const answers: (() => void)[] = [];
  try {
    actor.execution ??= loadExecution(journal, actor.arn);
    const { execution } = actor;
    for (const { message, resolve, reject } of entries) {
      const refusal = await takeMessage(host, execution, message);
      answers.push(refusal ? () => reject(refusal) : resolve);
    }
    await takeSteps(host, execution);
    const wakes = wakesOf(execution);
    await journal.commit(execution);
    for (const at of wakes) alarm.arm(at);
    startCalls(core, actor, execution);
  } catch (error) {
    for (const { reject } of entries) reject(error);
    return recover(core, actor, error);
  }
  for (const give of answers) give();
}

/** When the branches that are about to be committed need the clock. */
function wakesOf(execution: Execution): number[] {
  if (execution.status !== 'RUNNING') return [];
  const frames = [...execution.changes.frames].map((path) => execution.frames.get(path));
  const times = [execution.deadline, ...frames.map((frame) => frame && wakeOf(frame))];
  return times.filter((at) => at !== undefined);
}

/** Forgets what is in memory and takes the execution up again from what was committed. */
function recover(core: Core, actor: Actor, error: unknown): void {
  if (core.isClosed) return;
  for (const { reject } of actor.inbox.splice(0)) reject(error);
  actor.execution = undefined;
  core.actors.delete(actor.arn);
  console.error(`states: ${actor.arn} is taken up again from the journal:`, error);
  setTimeout(() => goOn(core, actor.arn), recoverAfterMs).unref();
}

function startCalls(core: Core, actor: Actor, execution: Execution): void {
  for (const path of execution.calls.splice(0)) {
    const wait = execution.frames.get(path)?.wait;
    if (wait?.kind !== 'task') continue;
    actor.calls++;
    core.queue.push({ actor, path, turn: wait.turn });
  }
  pump(core);
}

function pump(core: Core): void {
  while (core.running < callLimit && !core.isClosed) {
    const next = core.queue.shift();
    if (!next) return;
    core.running++;
    void call(core, next);
  }
}

async function call(core: Core, { actor, path, turn }: Call): Promise<void> {
  const { execution } = actor;
  const wait = execution?.frames.get(path)?.wait;
  // The branch may have been cut short while the call stood in the queue.
  const isStill = execution && wait?.kind === 'task' && wait.turn === turn;
  const outcome = isStill ? await callFunction(execution, path, core.calls) : undefined;
  core.running--;
  actor.calls--;
  pump(core);
  if (core.isClosed || core.actors.get(actor.arn) !== actor) return;
  if (outcome) await tell(core, actor.arn, { kind: 'answer', path, turn, outcome, from: 'call' }).catch(() => {});
  else forgetIfIdle(core, actor);
}

/** Does what the clock has made due; answers when to come back. */
async function fireDue(core: Core): Promise<number | undefined> {
  while (!core.isClosed) {
    const { executions, frames } = core.journal.due(core.host.now(), batch);
    if (executions.length + frames.length === 0) return core.journal.nextWake();
    const told = await Promise.allSettled([
      ...executions.map((arn) => tell(core, arn, { kind: 'expire' })),
      ...frames.map(({ execution, path }) => tell(core, execution, { kind: 'wake', path })),
    ]);
    if (told.some(({ status }) => status === 'rejected')) return core.host.now() + recoverAfterMs;
  }
  return undefined;
}
