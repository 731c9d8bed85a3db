/** EventBridge's event patterns, as an event source mapping filters records with them. */

export type Filter = (event: unknown) => boolean;
type Matcher = (value: unknown, isPresent: boolean) => boolean;

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const operators: Record<string, (argument: unknown) => Matcher> = {
  prefix: (argument) => (value) => typeof value === 'string' && value.startsWith(String(argument)),
  suffix: (argument) => (value) => typeof value === 'string' && value.endsWith(String(argument)),
  'equals-ignore-case': (argument) => (value) => typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase(),
  exists: (argument) => (_, isPresent) => isPresent === (argument === true),
  'anything-but': (argument) => {
    const unwanted = list(argument).map(toMatcher);
    return (value, isPresent) => isPresent && !unwanted.some((matches) => matches(value, true));
  },
  numeric: (argument) => {
    const tests = list(argument);
    const pairs: ((value: number) => boolean)[] = [];
    for (let at = 0; at < tests.length; at += 2) {
      const compare = comparisons[String(tests[at])];
      if (!compare) throw new Error(`the numeric comparison ${String(tests[at])} is not supported`);
      pairs.push((value) => compare(value, Number(tests[at + 1])));
    }
    return (value) => typeof value === 'number' && pairs.every((holds) => holds(value));
  },
};

/**
 * Compiles a pattern; an operator that is not supported throws its name.
 *
 * @example
 * compileFilter({ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'contract#' }] } } } })(record)
 */
export function compileFilter(pattern: unknown): Filter {
  if (!isObject(pattern)) throw new Error(`expected an object as pattern, got ${JSON.stringify(pattern)}`);
  const members = Object.entries(pattern).map(([name, part]): Filter => {
    if (name === '$or') {
      const choices = list(part).map(compileFilter);
      return (event) => choices.some((matches) => matches(event));
    }
    const member = (event: unknown) => (isObject(event) ? event[name] : undefined);
    if (isObject(part)) {
      const inner = compileFilter(part);
      return (event) => inner(member(event));
    }
    const choices = list(part).map(toMatcher);
    return (event) => {
      const value = member(event);
      const values = Array.isArray(value) ? value : [value];
      return choices.some((matches) => values.some((item) => matches(item, value !== undefined)));
    };
  });
  return (event) => members.every((matches) => matches(event));
}

function toMatcher(test: unknown): Matcher {
  if (!isObject(test)) return (value) => value === test;
  const [name = '', argument] = Object.entries(test)[0] ?? [];
  const create = operators[name];
  if (!create) throw new Error(`the filter operator ${name} is not supported`);
  return create(argument);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
