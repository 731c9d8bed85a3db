import { languageOf, type State } from './asl.ts';
import { StateError } from './errors.ts';
import type { Execution, Frame } from './execution.ts';
import { indexOf, parentOf, stateOf } from './frames.ts';
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

/**
 * The visit of a branch to its current state.
 *
 * @example
 * visitOf(host, execution, frame).state.Type
 */
export function visitOf(host: Host, execution: Execution, frame: Frame): Visit {
  return { host, execution, frame, state: stateOf(execution, frame), extra: {}, context: {} };
}

/**
 * Evaluates a template: every `{% … %}` in it by its own, the rest as it stands.
 *
 * @example
 * await evaluate(visit, { value: { id: '{% $states.input.id %}' }, at: 'Output' })
 */
export async function evaluate(visit: Visit, { value, at }: Template): Promise<unknown> {
  if (languageOf(visit.execution.definition, visit.state) !== 'JSONata') return value;
  const bindings = { ...variables(visit.execution, visit.frame), states: statesOf(visit) };
  return evaluateIn(visit, { value, at }, bindings);
}

/**
 * Evaluates a field that must have one type; undefined where the state has no such field.
 *
 * @example
 * await evaluateTyped(visit, { value: state.Cause, at: 'Cause' }, 'string')
 */
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

/**
 * Evaluates a field to a number that is at least `min`.
 *
 * @example
 * await evaluateNumber(visit, { value: state.Seconds, at: 'Seconds' }, 0)
 */
export async function evaluateNumber(visit: Visit, template: Template, min: number): Promise<number | undefined> {
  const value = await evaluateTyped(visit, template, 'number');
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number >= min && (Number.isInteger(number) || template.at === 'ToleratedFailurePercentage')) return number;
  throw queryError(visit, `The field '${template.at}' must be a whole number of at least ${min}, but was: ${number}`, template.at);
}

/**
 * A failed evaluation at a field, or at none (null).
 *
 * @example
 * throw queryError(visit, 'Map state input must be an array but was: 1', null)
 */
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

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  // JSON has no other types than these.
  return Array.isArray(value) ? 'array' : (typeof value as JsonType);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
