import type { StateType } from './asl.ts';
import { beginMap, beginParallel, lookAfter, selectInput } from './branches.ts';
import { StateError } from './errors.ts';
import type { Execution } from './execution.ts';
import { fail } from './failure.ts';
import { clearWait, parentOf, touch } from './frames.ts';
import { beginTask, type Outcome, settle, settleCall, timeOutTask } from './task.ts';
import { parseTimestamp } from './timestamp.ts';
import { enter, exit } from './transition.ts';
import { evaluateNumber, evaluateTyped, type Host, queryError, type Visit, visitOf } from './visit.ts';

/** What each state type does once it has been entered, and again for each retry. */
const begin: Record<StateType, (visit: Visit) => Promise<void>> = {
  Pass: (visit) => exit(visit, { spec: visit.state, next: visit.state.Next, result: visit.frame.input }),
  Succeed: (visit) => exit(visit, { spec: visit.state, next: undefined, result: visit.frame.input }),
  Fail: beginFail,
  Choice: beginChoice,
  Wait: beginWait,
  Task: beginTask,
  Parallel: beginParallel,
  Map: beginMap,
};

/**
 * Takes the next step of one branch: enters its state and begins it, or looks after the branches below it.
 *
 * @example
 * for (let path = execution.ready.shift(); path !== undefined; path = execution.ready.shift()) await step(host, execution, path)
 */
export async function step(host: Host, execution: Execution, path: string): Promise<void> {
  const frame = execution.frames.get(path);
  if (!frame || frame.ended || frame.isAborted) return;
  if (frame.isUnselected) {
    const parent = parentOf(execution, path);
    if (parent) await selectInput(visitOf(host, execution, parent), frame);
    if (frame.isUnselected) return;
  }
  const visit = visitOf(host, execution, frame);
  const { wait } = frame;
  if (wait?.kind === 'children') return guard(visit, () => lookAfter(visit, wait));
  if (wait) return;
  if (!frame.entered) enter(visit);
  await guard(visit, () => begin[visit.state.Type](visit));
}

/**
 * The clock has reached the time a branch waits for; nothing happens before that time.
 *
 * @example
 * await wake(host, execution, '/0')
 */
export async function wake(host: Host, execution: Execution, path: string): Promise<void> {
  const frame = execution.frames.get(path);
  const wait = frame?.wait;
  if (!frame || !wait || wait.kind === 'children' || execution.status !== 'RUNNING') return;
  const visit = visitOf(host, execution, frame);
  if (wait.kind === 'task') {
    const beatBy = wait.heartbeatSeconds === undefined ? undefined : wait.beat + wait.heartbeatSeconds * 1_000;
    const isDue = [wait.deadline, beatBy].some((at) => at !== undefined && at <= host.now());
    return isDue ? guard(visit, async () => timeOutTask(visit, wait)) : undefined;
  }
  if (wait.at > host.now()) return;
  clearWait(execution, frame);
  if (wait.to === 'exit') return guard(visit, () => exit(visit, { spec: visit.state, next: visit.state.Next, result: frame.input }));
  frame.attempt++;
  execution.ready.push(path);
}

/**
 * Hands a task its result; false when the task no longer waits for it.
 *
 * @example
 * await answer(host, execution, { path: '', turn: 4, outcome: { output: '{}' }, from: 'token' })
 */
export async function answer(
  host: Host,
  execution: Execution,
  given: { path: string; turn: number; outcome: Outcome; from: 'call' | 'token' },
): Promise<boolean> {
  const frame = execution.frames.get(given.path);
  const wait = frame?.wait;
  if (!frame || wait?.kind !== 'task' || wait.turn !== given.turn || execution.status !== 'RUNNING') return false;
  const visit = visitOf(host, execution, frame);
  await guard(visit, () => (given.from === 'call' ? settleCall(visit, wait, given.outcome) : settle(visit, given.outcome)));
  touch(execution, frame);
  return true;
}

/**
 * Notes a heartbeat; false when the task no longer waits.
 *
 * @example
 * beat(host, execution, { path: '', turn: 4 })
 */
export function beat(host: Host, execution: Execution, given: { path: string; turn: number }): boolean {
  const frame = execution.frames.get(given.path);
  if (frame?.wait?.kind !== 'task' || frame.wait.turn !== given.turn || execution.status !== 'RUNNING') return false;
  frame.wait.beat = host.now();
  touch(execution, frame);
  return true;
}

async function guard(visit: Visit, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    await fail(visit, error);
  }
}

async function beginFail(visit: Visit): Promise<void> {
  const { state } = visit;
  const error = await evaluateTyped(visit, { value: state.Error, at: 'Error' }, 'string');
  const cause = await evaluateTyped(visit, { value: state.Cause, at: 'Cause' }, 'string');
  throw new StateError(error as string | undefined, cause as string | undefined);
}

async function beginChoice(visit: Visit): Promise<void> {
  const { frame, state } = visit;
  for (const [index, rule] of (state.Choices ?? []).entries()) {
    const at = `Choices[${index}]/`;
    if (await evaluateTyped(visit, { value: rule.Condition, at: `${at}Condition` }, 'boolean'))
      return exit(visit, { spec: rule, next: rule.Next, result: frame.input, at });
  }
  if (state.Default !== undefined) return exit(visit, { spec: state, next: state.Default, result: frame.input });
  throw new StateError(
    'States.NoChoiceMatched',
    `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered?.id}). ` +
      'Failed to transition out of the state. The state does not point to a next state.',
  );
}

async function beginWait(visit: Visit): Promise<void> {
  const { host, execution, frame, state } = visit;
  const seconds = await evaluateNumber(visit, { value: state.Seconds, at: 'Seconds' }, 0);
  const at = seconds === undefined ? await timestampOf(visit) : host.now() + seconds * 1_000;
  if (at <= host.now()) return exit(visit, { spec: state, next: state.Next, result: frame.input });
  frame.wait = { kind: 'timer', turn: execution.lastEvent, at, to: 'exit' };
  touch(execution, frame);
}

async function timestampOf(visit: Visit): Promise<number> {
  const text = await evaluateTyped(visit, { value: visit.state.Timestamp, at: 'Timestamp' }, 'string');
  const at = parseTimestamp(String(text));
  if (at !== undefined) return at;
  const problem = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
  const failure = queryError(visit, problem, 'Timestamp');
  failure.isLate = true;
  throw failure;
}
