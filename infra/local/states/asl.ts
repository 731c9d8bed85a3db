/** The Amazon States Language as this interpreter knows it: its types and the tables of its fields. */

export type QueryLanguage = 'JSONata' | 'JSONPath';
export type StateType = 'Pass' | 'Succeed' | 'Fail' | 'Choice' | 'Wait' | 'Task' | 'Parallel' | 'Map';

export type Retrier = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
  Comment?: string;
};
export type Exit = { Output?: unknown; Assign?: Record<string, unknown> };
export type Catcher = Exit & { ErrorEquals: string[]; Next: string; Comment?: string };
export type ChoiceRule = Exit & { Condition: unknown; Next: string; Comment?: string };

/** One state of any type; {@link stateFields} says which fields a type has. Values that may be `{% … %}` are unknown. */
export type State = Exit & {
  Type: StateType;
  QueryLanguage?: QueryLanguage;
  Comment?: string;
  Next?: string;
  End?: boolean;
  Arguments?: unknown;
  Resource?: string;
  TimeoutSeconds?: unknown;
  HeartbeatSeconds?: unknown;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Choices?: ChoiceRule[];
  Default?: string;
  Seconds?: unknown;
  Timestamp?: unknown;
  Error?: unknown;
  Cause?: unknown;
  Branches?: Machine[];
  ItemProcessor?: Machine;
  /** The older name of ItemProcessor. */
  Iterator?: Machine;
  Items?: unknown;
  ItemSelector?: unknown;
  MaxConcurrency?: unknown;
  ToleratedFailureCount?: unknown;
  ToleratedFailurePercentage?: unknown;
};

/** A whole machine, a branch of a Parallel or the processor of a Map. */
export type Machine = {
  StartAt: string;
  States: Record<string, State>;
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  TimeoutSeconds?: number;
  Version?: string;
  ProcessorConfig?: { Mode?: string };
};

export const machineFields = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
export const branchFields = ['Comment', 'StartAt', 'States'];
export const processorFields = [...branchFields, 'ProcessorConfig'];

const every = ['Type', 'Comment', 'QueryLanguage'];
const onward = ['Next', 'End', 'Assign'];
const guarded = ['Retry', 'Catch'];

/** The fields of each state type; `jsonata` ones exist only in that language. */
export const stateFields: Record<StateType, { both: string[]; jsonata: string[] }> = {
  Pass: { both: [...every, ...onward], jsonata: ['Output'] },
  Succeed: { both: every, jsonata: ['Output'] },
  Fail: { both: [...every, 'Error', 'Cause'], jsonata: [] },
  Choice: { both: [...every, 'Choices', 'Default', 'Assign'], jsonata: ['Output'] },
  Wait: { both: [...every, ...onward, 'Seconds', 'Timestamp'], jsonata: ['Output'] },
  Task: {
    both: [...every, ...onward, ...guarded, 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds'],
    jsonata: ['Arguments', 'Output'],
  },
  Parallel: { both: [...every, ...onward, ...guarded, 'Branches'], jsonata: ['Arguments', 'Output'] },
  Map: {
    both: [...every, ...onward, ...guarded, 'ItemProcessor', 'Iterator', 'MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'],
    jsonata: ['Items', 'ItemSelector', 'Output'],
  },
};

export const retrierFields = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'];
export const catcherFields = ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'];
export const choiceFields = ['Condition', 'Next', 'Output', 'Assign', 'Comment'];

/** Fields of the other query language, so that a refusal can say why. */
export const pathFields = new Set([
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'Result',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'MaxConcurrencyPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
  'Variable',
]);

const directPattern = /^arn:[\w-]+:lambda:[\w-]*:\d*:function:.+$/;
const invokePattern = /^arn:[\w-]+:states:::lambda:(invoke(?:\.waitForTaskToken)?)$/;

/** What a Task calls: a function by its ARN, or `lambda:invoke` with or without a task token. */
export type Target = { kind: 'direct' } | { kind: 'invoke'; resource: string; hasToken: boolean };

/**
 * Reads the Resource of a Task; undefined when it is none that is implemented.
 *
 * @example
 * targetOf('arn:aws:states:::lambda:invoke.waitForTaskToken') // { kind: 'invoke', hasToken: true, … }
 */
export function targetOf(resource: string): Target | undefined {
  if (directPattern.test(resource)) return { kind: 'direct' };
  const action = invokePattern.exec(resource)?.[1];
  return action ? { kind: 'invoke', resource: action, hasToken: action.endsWith('.waitForTaskToken') } : undefined;
}

/**
 * The language a state is written in. Nested states follow the whole machine, not the state around them.
 *
 * @example
 * languageOf(execution.definition, state) === 'JSONata'
 */
export function languageOf(machine: Machine, state: State): QueryLanguage {
  return state.QueryLanguage ?? machine.QueryLanguage ?? 'JSONPath';
}

/**
 * The machines inside a Parallel or a Map.
 *
 * @example
 * innerMachines(parallel).length // its branches
 */
export function innerMachines(state: State): Machine[] {
  if (state.Type === 'Parallel') return state.Branches ?? [];
  const processor = state.ItemProcessor ?? state.Iterator;
  return state.Type === 'Map' && processor ? [processor] : [];
}
