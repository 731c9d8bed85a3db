import { ApiError } from './errors.ts';
import { type Execution, HistoryFullError, historyLimit } from './execution.ts';
import { answer, beat, step, wake } from './interpreter.ts';
import { expireExecution, failExecution, finishIfEnded, redriveExecution, redriveRefusal, stopExecution } from './lifecycle.ts';
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

/** Steps between two commits, so that a long run without waits does not hold up the others. */
const stepsPerCommit = 100;

/**
 * What an execution makes of a message. Answers an ApiError for the caller where there is one.
 *
 * @example
 * const refusal = await takeMessage(host, execution, { kind: 'stop' })
 */
export function takeMessage(host: Host, execution: Execution, message: Message): Promise<ApiError | undefined> {
  return attempt(host, execution, () => take(host, execution, message));
}

/**
 * Takes the next steps of all branches that can go on, and ends the execution when its first branch has ended.
 *
 * @example
 * await takeSteps(host, execution)
 */
export async function takeSteps(host: Host, execution: Execution): Promise<void> {
  await attempt(host, execution, async () => {
    for (let taken = 0; taken < stepsPerCommit; taken++) {
      const path = execution.ready.shift();
      if (path === undefined) break;
      await step(host, execution, path);
    }
    finishIfEnded(host, execution);
  });
}

/** Runs the interpreter. An ApiError is the caller's; anything else ends the execution. */
async function attempt(host: Host, execution: Execution, run: () => Promise<void>): Promise<ApiError | undefined> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    const isFull = error instanceof HistoryFullError;
    if (!isFull) console.error(`states: ${execution.arn}`, error);
    const cause = isFull ? `The execution reached the maximum number of history events (${historyLimit}).` : String(error);
    failExecution(host, execution, { error: 'States.Runtime', cause });
  }
  return undefined;
}

async function take(host: Host, execution: Execution, message: Message): Promise<void> {
  switch (message.kind) {
    case 'go':
      return;
    case 'wake':
      return wake(host, execution, message.path);
    case 'expire':
      return expireExecution(host, execution);
    case 'answer':
      // A function may answer late; who sends a token must know that it came to nothing.
      if (!(await answer(host, execution, message)) && message.from === 'token') throw goneTask();
      return;
    case 'beat':
      if (!beat(host, execution, message)) throw goneTask();
      return;
    case 'stop':
      return execution.status === 'RUNNING' ? stopExecution(host, execution, message) : undefined;
    case 'redrive':
      return redrive(host, execution, message.clientToken);
  }
}

function redrive(host: Host, execution: Execution, clientToken: string | undefined): void {
  if (clientToken !== undefined && clientToken === execution.redriveToken) return;
  const refusal = redriveRefusal(execution, host.now());
  if (refusal) throw new ApiError('ExecutionNotRedrivable', `Execution is not redrivable: ${refusal}`);
  redriveExecution(host, execution, clientToken);
}

/**
 * The answer to a token whose task has ended.
 *
 * @example
 * if (!row) throw goneTask()
 */
export function goneTask(): ApiError {
  return new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}
