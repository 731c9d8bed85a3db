import jsonata, { type Expression, type Focus } from 'jsonata';
import { builtins, momentKey } from './functions.ts';

/** Evaluates one expression over `$states` and the variables. */
export type Evaluate = (source: string, bindings: Record<string, unknown>) => Promise<unknown>;

/** Why an expression gave no usable value, worded to follow "The JSONata expression '…' specified for the field '…'". */
export class ExpressionError extends Error {}

/** An expression may run this long (ms), nest this deep and build sequences this long. */
const limits = { timeout: 5_000, stack: 500, sequence: 1_000_000 };
const cacheSize = 2_000;

/**
 * The source inside `{% … %}`, or undefined for a literal.
 *
 * @example
 * expressionIn('{% $states.input.price %}') // '$states.input.price'
 */
export function expressionIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4 ? value.slice(2, -2).trim() : undefined;
}

/**
 * The syntax error of an expression, or undefined.
 *
 * @example
 * syntaxError('1 +') // 'S0207: Unexpected end of expression'
 */
export function syntaxError(source: string): string | undefined {
  try {
    jsonata(source);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * An evaluator with a cache of compiled expressions. Values come back as plain JSON; nothing, a function or a failure
 * throws an {@link ExpressionError}.
 *
 * @example
 * await createEvaluate(clock.now)('$states.input.a + 1', { states: { input: { a: 1 } } }) // 2
 */
export function createEvaluate(now: () => number): Evaluate {
  const compiled = new Map<string, Expression>();
  const compile = (source: string) => {
    const known = compiled.get(source);
    if (known) return known;
    const expression = jsonata(source, limits);
    // The signature checks the arguments before the function sees them.
    for (const [name, { run, signature }] of Object.entries(builtins))
      expression.registerFunction(name, run as (this: Focus, ...args: unknown[]) => unknown, signature);
    if (compiled.size >= cacheSize) compiled.clear();
    compiled.set(source, expression);
    return expression;
  };
  return async (source, bindings) => {
    let value: unknown;
    try {
      value = await compile(source).evaluate(undefined, { ...bindings, [momentKey]: now() });
    } catch (error) {
      throw new ExpressionError(`threw an error during evaluation. ${messageOf(error)}`);
    }
    if (value === undefined) throw new ExpressionError('returned nothing (undefined).');
    return plain(value);
  };
}

/** Drops JSONata's own marks on sequences and refuses functions anywhere in the value. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, inner) => {
    if (isFunction(inner)) throw new ExpressionError('returned an unsupported result type.');
    return inner;
  });
  return JSON.parse(text);
}

function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}

function messageOf(error: unknown): string {
  // JSONata throws plain objects with a code; functions throw Errors.
  const { code, message } = error as { code?: string; message?: string };
  return code ? `${code}: ${message}` : String(message ?? error);
}
