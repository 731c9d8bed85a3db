import { type Exit, languageOf, type State } from './asl.ts';
import { checkSize, StateError } from './errors.ts';
import { type Execution, type Frame, indexOf, parentOf, record, stateOf, touch } from './execution.ts';
import { history } from './history.ts';
import { type Evaluate, ExpressionError, expressionIn } from './jsonata.ts';

/** What the interpreter needs from around it. */
export type Host = {
  now(): number;
  evaluate: Evaluate;
  issueToken(machineArn: string): string;
  region: string;
  random(): number;
};

/** One branch standing in one state. */
export type Visit = {
  host: Host;
  execution: Execution;
  frame: Frame;
  state: State;
  /** Added to `$states`: the result or the error output. */
  extra: { result?: unknown; errorOutput?: unknown };
  /** Added to `$states.context`. */
  context: Record<string, unknown>;
};

type Template = { value: unknown; at: string };
type JsonType = 'array' | 'boolean' | 'number' | 'string' | 'object' | 'null';

/** The visit of a branch to its current state. */
export function visitOf(host: Host, execution: Execution, frame: Frame): Visit {
  return { host, execution, frame, state: stateOf(execution, frame), extra: {}, context: {} };
}

/** Records that a branch enters its state. */
export function enter({ host, execution, frame, state }: Visit): void {
  const before = frame.prev;
  const at = host.now();
  const id = record(execution, { frame, at, ...history.entered(state.Type, frame) });
  frame.entered = { id, at, before };
}

/**
 * Leaves a state: evaluates Output and Assign, records the exit and goes on to `next`, or ends the branch.
 * `result` is the output (JSON text) where the spec gives none; `at` prefixes the fields' locations.
 */
export async function exit(visit: Visit, leaving: { spec: Exit; next: string | undefined; result: string; at?: string; succeeded?: string }): Promise<void> {
  const { host, execution, frame, state } = visit;
  const { spec, at = '' } = leaving;
  const output = spec.Output === undefined ? leaving.result : JSON.stringify(await evaluate(visit, { value: spec.Output, at: `${at}Output` }));
  const assigned = spec.Assign === undefined ? {} : await evaluate(visit, { value: spec.Assign, at: `${at}Assign` });
  checkSize(output, frame.state);
  const vars = assigned as Record<string, unknown>;
  for (const value of Object.values(vars)) checkSize(JSON.stringify(value), frame.state);
  // AWS hangs the success of a Parallel or Map and its exit on the same predecessor.
  if (leaving.succeeded) record(execution, { frame, at: host.now(), type: leaving.succeeded, isAside: true });
  record(execution, { frame, at: host.now(), ...history.exited(state.Type, { name: frame.state, output, vars }) });
  Object.assign(frame.vars, vars);
  if (leaving.next === undefined) return endBranch(visit, output);
  moveTo(frame, leaving.next, output);
  touch(execution, frame);
  execution.ready.push(frame.path);
}

/** Records what becomes of an iteration, if the branch is one. */
export function recordIteration(execution: Execution, frame: Frame, { what, at }: { what: 'Succeeded' | 'Failed' | 'Aborted'; at: number }): void {
  const parent = parentOf(execution, frame.path);
  if (!parent || stateOf(execution, parent).Type !== 'Map') return;
  record(execution, { frame, at, ...history.iteration(what, { index: indexOf(frame.path), name: parent.state }) });
}

/** Evaluates a template: every `{% … %}` in it by its own, the rest as it stands. */
export async function evaluate(visit: Visit, { value, at }: Template): Promise<unknown> {
  if (languageOf(visit.execution.definition, visit.state) !== 'JSONata') return value;
  const bindings = { ...variables(visit.execution, visit.frame), states: statesOf(visit) };
  return evaluateIn(visit, { value, at }, bindings);
}

/** Evaluates a field that must have one type; undefined where the state has no such field. */
export async function evaluateTyped(visit: Visit, template: Template, type: JsonType): Promise<unknown> {
  if (template.value === undefined) return undefined;
  const value = await evaluate(visit, template);
  if (typeOf(value) === type) return value;
  const source = expressionIn(template.value);
  const subject =
    source === undefined
      ? `The value specified for the field '${template.at}' is of an unexpected type.`
      : `The JSONata expression '${source}' specified for the field '${template.at}' returned an unexpected result type.`;
  throw queryError(visit, `${subject} Expected '${type}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`, template.at);
}

/** Evaluates a field to a number that is at least `min`. */
export async function evaluateNumber(visit: Visit, template: Template, min: number): Promise<number | undefined> {
  const value = await evaluateTyped(visit, template, 'number');
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number >= min && (Number.isInteger(number) || template.at === 'ToleratedFailurePercentage')) return number;
  throw queryError(visit, `The field '${template.at}' must be a whole number of at least ${min}, but was: ${number}`, template.at);
}

/** A failed evaluation at a field, or at none (null). */
export function queryError(visit: Visit, problem: string, location: string | null): StateError {
  const where = `the state '${visit.frame.state}' (entered at the event id #${visit.frame.entered?.id})`;
  const cause = `An error occurred while executing ${where}. ${problem}`;
  return new StateError('States.QueryEvaluationError', cause, { location });
}

async function evaluateIn(visit: Visit, { value, at }: Template, bindings: Record<string, unknown>): Promise<unknown> {
  const source = expressionIn(value);
  if (source !== undefined) {
    try {
      return await visit.host.evaluate(source, bindings);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw queryError(visit, `The JSONata expression '${source}' specified for the field '${at}' ${error.message}`, at);
    }
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) items.push(await evaluateIn(visit, { value: item, at: `${at}[${index}]` }, bindings));
    return items;
  }
  const fields: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) fields.push([key, await evaluateIn(visit, { value: item, at: `${at}/${key}` }, bindings)]);
  return Object.fromEntries(fields);
}

/** The variables a branch sees: its own over those of the branches around it. */
function variables(execution: Execution, frame: Frame): Record<string, unknown> {
  const parent = parentOf(execution, frame.path);
  return parent ? { ...variables(execution, parent), ...frame.vars } : { ...frame.vars };
}

function statesOf(visit: Visit): Record<string, unknown> {
  const { execution: x, frame, extra, context } = visit;
  const iteration = iterationOf(x, frame);
  return {
    input: JSON.parse(frame.input),
    ...extra,
    context: {
      Execution: {
        Id: x.arn,
        Input: JSON.parse(x.input),
        Name: x.name,
        RoleArn: x.roleArn,
        StartTime: iso(x.startedAt),
        RedriveCount: x.redriveCount,
        ...(x.redrivenAt === undefined ? {} : { RedriveTime: iso(x.redrivenAt) }),
      },
      State: { Name: frame.state, EnteredTime: iso(frame.entered?.at ?? visit.host.now()), RetryCount: frame.attempt },
      StateMachine: { Id: x.machineArn, Name: x.machineName },
      ...(iteration ? { Map: { Item: iteration } } : {}),
      ...context,
    },
  };
}

/** The item of the innermost Map around a branch. */
function iterationOf(execution: Execution, frame: Frame): { Index: number; Value: unknown } | undefined {
  const parent = parentOf(execution, frame.path);
  if (!parent) return undefined;
  const items = parent.wait?.kind === 'children' ? parent.wait.items : undefined;
  const index = indexOf(frame.path);
  return items ? { Index: index, Value: items[index] } : iterationOf(execution, parent);
}

function moveTo(frame: Frame, state: string, input: string): void {
  Object.assign(frame, { state, input, attempt: 0, tries: {} });
  delete frame.wait;
  delete frame.entered;
}

/** The last state of a branch has been left: the execution succeeds, or the state around the branch looks on. */
function endBranch({ host, execution, frame }: Visit, output: string): void {
  delete frame.wait;
  const parent = parentOf(execution, frame.path);
  if (!parent) {
    frame.ended = { output, inner: frame.prev };
    return;
  }
  const inner = frame.prev;
  recordIteration(execution, frame, { what: 'Succeeded', at: host.now() });
  frame.ended = { output, inner };
  Object.assign(frame, { input: 'null', vars: {} });
  touch(execution, frame);
  execution.ready.push(parent.path);
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  // JSON has no other types than these.
  return Array.isArray(value) ? 'array' : (typeof value as JsonType);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
