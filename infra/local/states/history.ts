import type { StateType } from './asl.ts';
import type { Frame } from './execution.ts';

type Event = { type: string; details?: Record<string, unknown> };
type Fault = { error?: string | undefined; cause?: string | undefined };
/** What distinguishes the events of a direct function call from those of lambda:invoke. */
export type TaskEvents = { resource: string; isDirect: boolean };

const whole = { truncated: false };

/** The events of the history, each as its type and details. Undefined fields do not reach the journal. */
export const history = {
  started: (input: string, roleArn: string): Event => ({
    type: 'ExecutionStarted',
    details: { executionStartedEventDetails: { input, inputDetails: whole, roleArn } },
  }),
  entered: (type: StateType, { state, input }: Frame): Event => ({
    type: `${type}StateEntered`,
    details: { stateEnteredEventDetails: { name: state, input, inputDetails: whole } },
  }),
  exited: (type: StateType, left: { name: string; output: string; vars: Record<string, unknown> }): Event => ({
    type: `${type}StateExited`,
    details: {
      stateExitedEventDetails: { name: left.name, output: left.output, outputDetails: whole, ...assigned(left.vars) },
    },
  }),
  evaluationFailed: (details: Fault & { location?: string | undefined; state: string }): Event => ({
    type: 'EvaluationFailed',
    details: { evaluationFailedEventDetails: details },
  }),
  mapStarted: (length: number): Event => ({
    type: 'MapStateStarted',
    details: { mapStateStartedEventDetails: { length } },
  }),
  iteration: (what: 'Started' | 'Succeeded' | 'Failed' | 'Aborted', details: { index: number; name: string }): Event => ({
    type: `MapIteration${what}`,
    details: { [`mapIteration${what}EventDetails`]: details },
  }),
  scheduled: (
    task: TaskEvents,
    call: { args: string; region: string; timeoutInSeconds?: number | undefined; heartbeatInSeconds?: number | undefined },
  ): Event => {
    const { args, region, ...limits } = call;
    return task.isDirect
      ? {
          type: 'LambdaFunctionScheduled',
          details: {
            lambdaFunctionScheduledEventDetails: {
              input: args,
              inputDetails: whole,
              resource: task.resource,
              timeoutInSeconds: limits.timeoutInSeconds,
            },
          },
        }
      : { type: 'TaskScheduled', details: { taskScheduledEventDetails: { ...named(task), parameters: args, region, ...limits } } };
  },
  taskStarted: (task: TaskEvents): Event =>
    task.isDirect ? { type: 'LambdaFunctionStarted' } : { type: 'TaskStarted', details: { taskStartedEventDetails: named(task) } },
  submitted: (task: TaskEvents, output: string): Event => ({
    type: 'TaskSubmitted',
    details: { taskSubmittedEventDetails: { ...named(task), output, outputDetails: whole } },
  }),
  taskSucceeded: (task: TaskEvents, output: string): Event => ended(task, 'Succeeded', { output, outputDetails: whole }),
  taskFailed: (task: TaskEvents, fault: Fault): Event => ended(task, 'Failed', { error: fault.error, cause: fault.cause }),
  taskTimedOut: (task: TaskEvents): Event => ended(task, 'TimedOut', { error: 'States.Timeout' }),
  succeeded: (output: string): Event => ({
    type: 'ExecutionSucceeded',
    details: { executionSucceededEventDetails: { output, outputDetails: whole } },
  }),
  failed: ({ error, cause }: Fault): Event => ({
    type: 'ExecutionFailed',
    details: { executionFailedEventDetails: { error, cause } },
  }),
  timedOut: (): Event => ({ type: 'ExecutionTimedOut', details: { executionTimedOutEventDetails: {} } }),
  aborted: ({ error, cause }: Fault): Event => ({
    type: 'ExecutionAborted',
    details: { executionAbortedEventDetails: { error, cause } },
  }),
  redriven: (redriveCount: number): Event => ({
    type: 'ExecutionRedriven',
    details: { executionRedrivenEventDetails: { redriveCount } },
  }),
};

function ended(task: TaskEvents, what: 'Succeeded' | 'Failed' | 'TimedOut', details: Record<string, unknown>): Event {
  return task.isDirect
    ? { type: `LambdaFunction${what}`, details: { [`lambdaFunction${what}EventDetails`]: details } }
    : { type: `Task${what}`, details: { [`task${what}EventDetails`]: { ...named(task), ...details } } };
}

function named({ resource }: TaskEvents) {
  return { resource, resourceType: 'lambda' };
}

function assigned(vars: Record<string, unknown>): Record<string, unknown> {
  const texts = Object.entries(vars).map(([name, value]) => [name, JSON.stringify(value)]);
  return texts.length > 0 ? { assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: whole } : {};
}
