import type { Clock } from '../clock.ts';
import { createAlarm } from './alarm.ts';
import { type CallOptions, callFunction } from './calls.ts';
import { ApiError } from './errors.ts';
import { type Execution, HistoryFullError, wakeOf } from './execution.ts';
import { answer, beat, step, wake } from './interpreter.ts';
import type { Journal, TokenRow } from './journal.ts';
import { expireExecution, failExecution, finishIfEnded, redriveExecution, redriveRefusal, stopExecution } from './lifecycle.ts';
import { loadExecution } from './load.ts';
import type { Outcome } from './task.ts';
import type { Host } from './visit.ts';

/** What can happen to an execution from outside. */
export type Message =
  | { kind: 'go' }
  | { kind: 'wake'; path: string }
  | { kind: 'expire' }
  | { kind: 'answer'; path: string; turn: number; outcome: Outcome; from: 'call' | 'token' }
  | { kind: 'beat'; path: string; turn: number }
  | { kind: 'stop'; error?: string; cause?: string }
  | { kind: 'redrive'; clientToken: string | undefined };

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

type Entry = { message: Message; resolve: () => void; reject: (error: unknown) => void };
/** An execution in memory. It leaves memory when it only waits for the clock or a token. */
type Actor = { arn: string; execution: Execution | undefined; inbox: Entry[]; isRunning: boolean; calls: number };

/** Steps between two commits, so that a long run without waits does not hold up the others. */
const stepsPerCommit = 100;
/** Functions called at once, for all executions. */
const callLimit = 200;
/** Due executions and branches taken from the journal at once. */
const dueBatch = 500;
/** After a failed write (a full disk) an execution is taken up again from the journal, in ms of real time. */
const recoverAfterMs = 1_000;

/**
 * Runs executions: one message at a time for each, journaled before its effects are seen.
 *
 * @example
 * const engine = createEngine({ journal, host, clock, calls })
 * engine.resume()
 */
export function createEngine(parts: { journal: Journal; host: Host; clock: Clock; calls: CallOptions }): Engine {
  const { journal, host, clock, calls } = parts;
  const actors = new Map<string, Actor>();
  const waiting: { actor: Actor; path: string; turn: number }[] = [];
  let running = 0;
  let isClosed = false;

  const actorOf = (arn: string) => {
    const actor = actors.get(arn) ?? { arn, execution: undefined, inbox: [], isRunning: false, calls: 0 };
    actors.set(arn, actor);
    return actor;
  };

  const tell = (arn: string, message: Message) =>
    new Promise<void>((resolve, reject) => {
      if (isClosed) return reject(new Error('the engine is closed'));
      const actor = actorOf(arn);
      actor.inbox.push({ message, resolve, reject });
      if (!actor.isRunning) void run(actor);
    });

  const run = async (actor: Actor) => {
    actor.isRunning = true;
    while (!isClosed && (actor.inbox.length > 0 || (actor.execution?.ready.length ?? 0) > 0)) await turn(actor);
    actor.isRunning = false;
    if (actor.calls === 0 && actors.get(actor.arn) === actor) actors.delete(actor.arn);
  };

  /** Takes the messages at hand and some steps, commits, and only then lets the world know. */
  const turn = async (actor: Actor) => {
    const entries = actor.inbox.splice(0);
    const answers: (() => void)[] = [];
    try {
      actor.execution ??= loadExecution(journal, actor.arn);
      const { execution } = actor;
      for (const { message, resolve, reject } of entries) {
        const refusal = await attempt(execution, () => take(execution, message));
        answers.push(refusal ? () => reject(refusal) : resolve);
      }
      await attempt(execution, () => takeSteps(execution));
      const wakes = [...execution.changes.frames].map((path) => execution.frames.get(path)).map((f) => f && wakeOf(f));
      await journal.commit(execution);
      for (const at of [...wakes, execution.deadline]) if (at !== undefined && execution.status === 'RUNNING') alarm.arm(at);
      startCalls(actor, execution);
    } catch (error) {
      for (const { reject } of entries) reject(error);
      return recover(actor, error);
    }
    for (const give of answers) give();
  };

  /** Runs the interpreter. An ApiError is the caller's; anything else ends the execution. */
  const attempt = async (execution: Execution, run: () => Promise<void>): Promise<ApiError | undefined> => {
    try {
      await run();
    } catch (error) {
      if (error instanceof ApiError) return error;
      const isFull = error instanceof HistoryFullError;
      if (!isFull) console.error(`states: ${execution.arn}`, error);
      const cause = isFull ? 'The execution reached the maximum number of history events (25000).' : String(error);
      failExecution(host, execution, { error: 'States.Runtime', cause });
    }
    return undefined;
  };

  const take = async (execution: Execution, message: Message): Promise<void> => {
    const gone = () => new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    switch (message.kind) {
      case 'wake':
        return wake(host, execution, message.path);
      case 'expire':
        return expireExecution(host, execution);
      case 'answer':
        if (!(await answer(host, execution, message)) && message.from === 'token') throw gone();
        return;
      case 'beat':
        if (!beat(host, execution, message)) throw gone();
        return;
      case 'stop':
        return execution.status === 'RUNNING' ? stopExecution(host, execution, message) : undefined;
      case 'redrive':
        return redrive(execution, message.clientToken);
    }
  };

  const redrive = async (execution: Execution, clientToken: string | undefined) => {
    if (clientToken !== undefined && clientToken === execution.redriveToken) return;
    const refusal = redriveRefusal(execution, host.now());
    if (refusal) throw new ApiError('ExecutionNotRedrivable', `Execution is not redrivable: ${refusal}`);
    redriveExecution(host, execution, clientToken);
  };

  const takeSteps = async (execution: Execution) => {
    for (let taken = 0; taken < stepsPerCommit; taken++) {
      const path = execution.ready.shift();
      if (path === undefined) break;
      await step(host, execution, path);
    }
    finishIfEnded(host, execution);
  };

  const startCalls = (actor: Actor, execution: Execution) => {
    for (const path of execution.calls.splice(0)) {
      const wait = execution.frames.get(path)?.wait;
      if (wait?.kind !== 'task') continue;
      actor.calls++;
      waiting.push({ actor, path, turn: wait.turn });
    }
    pump();
  };

  const pump = () => {
    while (running < callLimit && !isClosed) {
      const next = waiting.shift();
      if (!next) return;
      running++;
      void call(next.actor, next.path, next.turn);
    }
  };

  const call = async (actor: Actor, path: string, turn: number) => {
    const { execution } = actor;
    const wait = execution?.frames.get(path)?.wait;
    // The branch may have been cut short while the call stood in the queue.
    const isStill = execution && wait?.kind === 'task' && wait.turn === turn;
    const outcome = isStill ? await callFunction(execution, path, calls) : undefined;
    running--;
    actor.calls--;
    pump();
    if (isClosed || actors.get(actor.arn) !== actor) return;
    if (outcome) await tell(actor.arn, { kind: 'answer', path, turn, outcome, from: 'call' }).catch(() => {});
    else if (!actor.isRunning && actor.calls === 0) actors.delete(actor.arn);
  };

  /** Forgets what is in memory and takes the execution up again from what was committed. */
  const recover = (actor: Actor, error: unknown) => {
    if (isClosed) return;
    const pending = actor.inbox.splice(0);
    for (const { reject } of pending) reject(error);
    actor.execution = undefined;
    actors.delete(actor.arn);
    if (!journal.execution(actor.arn)) return;
    console.error(`states: ${actor.arn} is taken up again from the journal:`, error);
    setTimeout(() => void tell(actor.arn, { kind: 'go' }).catch(() => {}), recoverAfterMs).unref();
  };

  /** In batches, so that not all of them are in memory at once. */
  const goOn = async (arns: string[]) => {
    for (let at = 0; at < arns.length && !isClosed; at += dueBatch)
      await Promise.allSettled(arns.slice(at, at + dueBatch).map((arn) => tell(arn, { kind: 'go' })));
  };

  const alarm = createAlarm(clock, async () => {
    while (!isClosed) {
      const { executions, frames } = journal.due(host.now(), dueBatch);
      if (executions.length + frames.length === 0) return journal.nextWake();
      const told = await Promise.allSettled([
        ...executions.map((arn) => tell(arn, { kind: 'expire' })),
        ...frames.map(({ execution, path }) => tell(execution, { kind: 'wake', path })),
      ]);
      if (told.some(({ status }) => status === 'rejected')) return host.now() + recoverAfterMs;
    }
    return undefined;
  });

  return {
    tell,
    async begin(execution) {
      await journal.commit(execution);
      actorOf(execution.arn).execution ??= execution;
      if (execution.deadline !== undefined) alarm.arm(execution.deadline);
      void tell(execution.arn, { kind: 'go' }).catch(() => {});
    },
    async tellTask({ execution, path, turn }, message) {
      const place = { path, turn };
      if (message === 'beat') return tell(execution, { kind: 'beat', ...place });
      return tell(execution, { kind: 'answer', ...place, outcome: message.outcome, from: 'token' });
    },
    resume() {
      const unfinished = journal.unfinished();
      void goOn(unfinished);
      const next = journal.nextWake();
      if (next !== undefined) alarm.arm(next);
      return unfinished.length;
    },
    close() {
      isClosed = true;
      alarm.close();
      actors.clear();
    },
  };
}
