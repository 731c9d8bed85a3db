import { type Target, targetOf } from './asl.ts';
import { checkSize, StateError } from './errors.ts';
import { record, type Wait } from './execution.ts';
import { clearWait, touch } from './frames.ts';
import { history, type TaskEvents } from './history.ts';
import { exit } from './transition.ts';
import { evaluate, evaluateNumber, type Visit } from './visit.ts';

/** How a call or a token ended. `output` is JSON text. */
export type Outcome = { output: string } | { error?: string | undefined; cause?: string | undefined };

type TaskWait = Extract<Wait, { kind: 'task' }>;

/**
 * Schedules the task; its function is called once this is committed.
 *
 * @example
 * await beginTask(visitOf(host, execution, frame))
 */
export async function beginTask(visit: Visit): Promise<void> {
  const { host, execution, frame, state } = visit;
  const { target, events } = taskOf(visit);
  const token = target.kind === 'invoke' && target.hasToken ? host.issueToken(execution.machineArn) : undefined;
  if (token) visit.context = { Task: { Token: token } };
  const args = state.Arguments === undefined ? frame.input : JSON.stringify(await evaluate(visit, { value: state.Arguments, at: 'Arguments' }));
  checkSize(args, frame.state);
  const timeout = await evaluateNumber(visit, { value: state.TimeoutSeconds, at: 'TimeoutSeconds' }, 1);
  const heartbeat = await evaluateNumber(visit, { value: state.HeartbeatSeconds, at: 'HeartbeatSeconds' }, 1);
  const at = host.now();
  const call = { args, region: host.region, timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat };
  record(execution, { frame, at, ...history.scheduled(events, call) });
  const turn = record(execution, { frame, at, ...history.taskStarted(events) });
  frame.wait = {
    kind: 'task',
    turn,
    args,
    beat: at,
    isSubmitted: false,
    ...(timeout === undefined ? {} : { deadline: at + timeout * 1_000 }),
    ...(heartbeat === undefined ? {} : { heartbeatSeconds: heartbeat }),
    ...(token ? { token } : {}),
  };
  if (token) execution.changes.issued.push({ token, path: frame.path, turn });
  touch(execution, frame);
  execution.calls.push(frame.path);
}

/**
 * The function has answered: the task is done, or is now in the hands of its token.
 *
 * @example
 * await settleCall(visit, wait, { output: '{"ok":true}' })
 */
export async function settleCall(visit: Visit, wait: TaskWait, outcome: Outcome): Promise<void> {
  const { host, execution, frame } = visit;
  if (!('output' in outcome) || !wait.token) return settle(visit, outcome);
  record(execution, { frame, at: host.now(), ...history.submitted(taskOf(visit).events, outcome.output) });
  wait.isSubmitted = true;
}

/**
 * The result of a task, from its function or its token.
 *
 * @example
 * await settle(visit, { error: 'Legal.Refused', cause: 'clause 7' })
 */
export async function settle(visit: Visit, outcome: Outcome): Promise<void> {
  const { host, execution, frame, state } = visit;
  const { events } = taskOf(visit);
  clearWait(execution, frame);
  const failTask = (failure: StateError) => {
    record(execution, { frame, at: host.now(), ...history.taskFailed(events, failure) });
    throw failure;
  };
  if (!('output' in outcome)) return failTask(new StateError(outcome.error, outcome.cause));
  try {
    checkSize(outcome.output, state.Resource ?? frame.state);
  } catch (error) {
    if (error instanceof StateError) return failTask(error);
    throw error;
  }
  record(execution, { frame, at: host.now(), ...history.taskSucceeded(events, outcome.output) });
  visit.extra = { result: JSON.parse(outcome.output) };
  await exit(visit, { spec: state, next: state.Next, result: outcome.output });
}

/**
 * The clock has reached the task's deadline or the time of its next heartbeat.
 *
 * @example
 * timeOutTask(visit, wait) // throws States.Timeout
 */
export function timeOutTask(visit: Visit, wait: TaskWait): void {
  const { host, execution, frame } = visit;
  const isLate = wait.deadline !== undefined && host.now() >= wait.deadline;
  clearWait(execution, frame);
  record(execution, { frame, at: host.now(), ...history.taskTimedOut(taskOf(visit).events) });
  // A missed heartbeat is a timeout too, and can be told apart in ErrorEquals.
  throw new StateError('States.Timeout', undefined, { aliases: isLate ? [] : ['States.HeartbeatTimeout'] });
}

function taskOf({ state }: Visit): { target: Target; events: TaskEvents } {
  const target = targetOf(state.Resource ?? '');
  if (!target) throw new Error(`the integration '${state.Resource}' is not implemented`);
  const isDirect = target.kind === 'direct';
  return { target, events: { isDirect, resource: isDirect ? (state.Resource ?? '') : target.resource } };
}
