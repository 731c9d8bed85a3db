import {
  branchFields,
  catcherFields,
  choiceFields,
  innerMachines,
  languageOf,
  type Machine,
  machineFields,
  pathFields,
  processorFields,
  retrierFields,
  type State,
  stateFields,
  targetOf,
} from './asl.ts';
import { ApiError } from './errors.ts';
import { expressionIn, syntaxError } from './jsonata.ts';
import { parseTimestamp } from './timestamp.ts';

type Where = { root: Machine; refuse: (problem: string) => never };
type Check = (value: unknown) => boolean;

/** A Unicode identifier of at most 80 characters. */
const variableName = /^(?=.{1,80}$)[\p{ID_Start}_][\p{ID_Continue}]*(\.\$)?$/u;

const isText: Check = (value) => typeof value === 'string';
const isWhole: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isPositive: Check = (value) => isWhole(value) && (value as number) > 0;
const isPercent: Check = (value) => typeof value === 'number' && value >= 0 && value <= 100;

/** Literal values of fields that may also be expressions in JSONata states. */
const literals: [field: string, check: Check, expected: string][] = [
  ['Seconds', isWhole, 'a whole number of at least 0'],
  ['Timestamp', (value) => isText(value) && parseTimestamp(value as string) !== undefined, 'an RFC 3339 timestamp'],
  ['TimeoutSeconds', isPositive, 'a positive whole number'],
  ['HeartbeatSeconds', isPositive, 'a positive whole number'],
  ['MaxConcurrency', isWhole, 'a whole number of at least 0'],
  ['ToleratedFailureCount', isWhole, 'a whole number of at least 0'],
  ['ToleratedFailurePercentage', isPercent, 'a number from 0 to 100'],
  ['Error', isText, 'a string'],
  ['Cause', isText, 'a string'],
];

const retryRanges: [field: string, check: Check, expected: string][] = [
  ['IntervalSeconds', isPositive, 'a positive whole number'],
  ['MaxAttempts', isWhole, 'a whole number of at least 0'],
  ['BackoffRate', (value) => typeof value === 'number' && value >= 1, 'a number of at least 1'],
  ['MaxDelaySeconds', isPositive, 'a positive whole number'],
  ['JitterStrategy', (value) => value === 'FULL' || value === 'NONE', 'FULL or NONE'],
];

/**
 * Parses a machine and refuses whatever the interpreter would not run as AWS does: InvalidDefinition, with an
 * error that names the machine, the state and the field.
 *
 * @example
 * parseDefinition('contract-filing', '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}')
 */
export function parseDefinition(name: string, text: string): Machine {
  const refuse = (problem: string): never => {
    throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: machine '${name}': ${problem}`);
  };
  let root: Machine;
  try {
    root = JSON.parse(text);
  } catch (error) {
    return refuse(`not JSON: ${(error as Error).message}`);
  }
  if (!isObject(root)) refuse('expected an object');
  if (root.QueryLanguage !== undefined && root.QueryLanguage !== 'JSONata' && root.QueryLanguage !== 'JSONPath')
    refuse(`the QueryLanguage '${root.QueryLanguage}' is not implemented`);
  if (root.TimeoutSeconds !== undefined && !isPositive(root.TimeoutSeconds)) refuse('TimeoutSeconds: expected a positive whole number');
  checkMachine(root, machineFields, { root, refuse });
  return root;
}

function checkMachine(machine: Machine, fields: string[], { root, refuse }: Where): void {
  checkFields(machine, fields, refuse);
  if (!isObject(machine.States) || Object.keys(machine.States).length === 0) refuse('States: expected states');
  if (!Object.hasOwn(machine.States, machine.StartAt)) refuse(`StartAt: there is no state '${machine.StartAt}'`);
  const mode = machine.ProcessorConfig?.Mode ?? 'INLINE';
  if (mode !== 'INLINE') refuse(`ProcessorConfig.Mode '${mode}' (Distributed Map) is not implemented`);
  for (const [name, state] of Object.entries(machine.States)) {
    const refuseState = (problem: string) => refuse(`state '${name}': ${problem}`);
    if (!isObject(state)) refuseState('expected an object');
    checkState(state, machine, { root, refuse: refuseState });
  }
}

function checkState(state: State, machine: Machine, { root, refuse }: Where): void {
  if (!Object.hasOwn(stateFields, state.Type)) refuse(`the Type '${state.Type}' does not exist`);
  const language = languageOf(root, state);
  if (language !== 'JSONata' && language !== 'JSONPath') refuse(`the QueryLanguage '${language}' is not implemented`);
  if (language === 'JSONPath' && root.QueryLanguage === 'JSONata') refuse('QueryLanguage: a JSONata machine has no JSONPath states');
  const { both, jsonata } = stateFields[state.Type];
  checkFields(state, language === 'JSONata' ? [...both, ...jsonata] : both, refuse);
  checkTransitions(state, machine, refuse);
  checkValues(state, language === 'JSONata', refuse);
  checkGuards(state, { root, refuse });
  checkByType(state, refuse);
  const inner = innerMachines(state);
  for (const [index, branch] of inner.entries()) {
    const refuseInner = (problem: string) => refuse(state.Type === 'Map' ? problem : `branch ${index}: ${problem}`);
    if (!isObject(branch)) refuseInner('expected a machine');
    checkMachine(branch, state.Type === 'Map' ? processorFields : branchFields, { root, refuse: refuseInner });
  }
}

function checkFields(value: object, known: string[], refuse: Where['refuse']): void {
  for (const field of Object.keys(value)) {
    if (known.includes(field)) continue;
    refuse(pathFields.has(field) ? `the field '${field}' belongs to JSONPath, which is not implemented` : `the field '${field}' is unknown or not implemented`);
  }
}

function checkTransitions(state: State, machine: Machine, refuse: Where['refuse']): void {
  const targets = [state.Next, state.Default, ...[...(state.Choices ?? []), ...(state.Catch ?? [])].map((c) => c.Next)];
  for (const target of targets) if (target !== undefined && !Object.hasOwn(machine.States, target)) refuse(`there is no state '${target}'`);
  const goesOn = stateFields[state.Type].both.includes('Next');
  if (goesOn && (state.Next === undefined) === (state.End !== true)) refuse('expected either Next or End: true');
}

function checkValues(state: State, isJsonata: boolean, refuse: Where['refuse']): void {
  for (const { Assign } of [state, ...(state.Choices ?? []), ...(state.Catch ?? [])]) checkAssign(Assign, refuse);
  for (const [field, check, expected] of literals) {
    const value = state[field as keyof State];
    if (value === undefined || (isJsonata && expressionIn(value) !== undefined)) continue;
    if (!check(value)) refuse(`${field}: expected ${expected}`);
  }
  if (isJsonata) walkExpressions(state, refuse);
  else if (Object.keys(state.Assign ?? {}).some((key) => key.endsWith('.$')))
    refuse("Assign: keys that end with '.$' belong to JSONPath, which is not implemented");
}

function checkAssign(assign: unknown, refuse: Where['refuse']): void {
  if (assign === undefined) return;
  if (!isObject(assign)) refuse('Assign: expected an object');
  for (const name of Object.keys(assign)) if (name === 'states' || !variableName.test(name)) refuse(`Assign: '${name}' cannot be the name of a variable`);
}

/** Every expression of the state itself must compile; nested machines are checked as they are reached. */
function walkExpressions(state: State, refuse: Where['refuse']): void {
  const walk = (value: unknown, path: string): void => {
    const source = expressionIn(value);
    const problem = source === undefined ? undefined : syntaxError(source);
    if (problem) refuse(`${path}: ${problem}`);
    if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(inner, `${path}/${key}`);
  };
  for (const [field, value] of Object.entries(state)) if (!['Branches', 'ItemProcessor', 'Iterator'].includes(field)) walk(value, field);
}

function checkGuards(state: State, { root, refuse }: Where): void {
  for (const [field, known] of [
    ['Retry', retrierFields],
    ['Catch', catcherFields],
  ] as const) {
    const list = state[field];
    if (list === undefined) continue;
    if (!Array.isArray(list)) refuse(`${field}: expected an array`);
    for (const [index, entry] of list.entries()) {
      const refuseEntry = (problem: string) => refuse(`${field}[${index}]: ${problem}`);
      checkFields(entry, known, refuseEntry);
      if (!Array.isArray(entry.ErrorEquals) || entry.ErrorEquals.length === 0 || !entry.ErrorEquals.every(isText))
        refuseEntry('ErrorEquals: expected error names');
      if (entry.ErrorEquals.includes('States.ALL') && (entry.ErrorEquals.length > 1 || index < list.length - 1))
        refuseEntry('States.ALL must stand alone and last');
      if (field === 'Catch' && 'Output' in entry && languageOf(root, state) !== 'JSONata') refuseEntry("the field 'Output' needs JSONata");
    }
  }
  for (const [index, retrier] of (state.Retry ?? []).entries())
    for (const [field, check, expected] of retryRanges) {
      const value = retrier[field as keyof typeof retrier];
      if (value !== undefined && !check(value)) refuse(`Retry[${index}]: ${field}: expected ${expected}`);
    }
}

function checkByType(state: State, refuse: Where['refuse']): void {
  if (state.Type === 'Task' && !targetOf(state.Resource ?? ''))
    refuse(`Resource: the integration '${state.Resource}' is not implemented (Lambda functions and lambda:invoke are)`);
  if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) refuse('expected either Seconds or Timestamp');
  if (state.Type === 'Parallel' && !(Array.isArray(state.Branches) && state.Branches.length > 0)) refuse('Branches: expected machines');
  if (state.Type === 'Map' && !(state.ItemProcessor ?? state.Iterator)) refuse('expected an ItemProcessor');
  if (state.Type === 'Choice' && !(Array.isArray(state.Choices) && state.Choices.length > 0)) refuse('Choices: expected rules');
  for (const [index, rule] of (state.Choices ?? []).entries()) {
    const refuseRule = (problem: string) => refuse(`Choices[${index}]: ${problem}`);
    checkFields(rule, choiceFields, refuseRule);
    if (typeof rule.Condition !== 'boolean' && expressionIn(rule.Condition) === undefined)
      refuseRule('Condition: expected true, false or a {% … %} expression');
    if (!isText(rule.Next)) refuseRule('Next: expected a state');
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
