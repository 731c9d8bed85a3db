import { invalid } from '../errors.ts';
import { normaliseValue } from '../normalise.ts';
import type { Value } from '../values.ts';
import { parseCondition } from './parse-condition.ts';
import { parseUpdate } from './parse-update.ts';
import { parseProjection } from './project.ts';
import type { Placeholders } from './reader.ts';
import type { Condition, Path, Update } from './syntax.ts';

export type ExpressionInput = {
  KeyConditionExpression?: string;
  ConditionExpression?: string;
  FilterExpression?: string;
  UpdateExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

export type Expressions = {
  keyCondition?: Condition;
  condition?: Condition;
  filter?: Condition;
  update?: Update;
  projection?: Path[];
};

/**
 * Parses the expressions of a request, and refuses placeholders that are malformed, missing or unused.
 *
 * @example
 * const { condition } = compile({ ConditionExpression: 'attribute_exists(pk)' })
 */
export function compile(input: ExpressionInput): Expressions {
  const known = compiled.get(input);
  if (known) return known;
  const placeholders = placeholdersOf(input);
  const conditionOf = (label: 'KeyConditionExpression' | 'ConditionExpression' | 'FilterExpression') => {
    const expression = input[label];
    return expression === undefined ? undefined : parseCondition(expression, label, placeholders);
  };
  const { UpdateExpression: update, ProjectionExpression: projection } = input;
  const expressions = {
    update: update === undefined ? undefined : parseUpdate(update, placeholders),
    condition: conditionOf('ConditionExpression'),
    keyCondition: conditionOf('KeyConditionExpression'),
    filter: conditionOf('FilterExpression'),
    projection: projection === undefined ? undefined : parseProjection(projection, placeholders),
  };
  checkUnused('ExpressionAttributeNames', placeholders.names, placeholders.used);
  checkUnused('ExpressionAttributeValues', placeholders.values, placeholders.used);
  compiled.set(input, expressions);
  return expressions;
}

/** The check of access reads the key condition of a query before the query does. */
const compiled = new WeakMap<ExpressionInput, Expressions>();

function placeholdersOf(input: ExpressionInput): Placeholders {
  const labels = Object.keys(input).filter((label) => label.endsWith('Expression'));
  for (const member of ['ExpressionAttributeNames', 'ExpressionAttributeValues'] as const) {
    const entries = input[member];
    if (entries === undefined) continue;
    if (labels.length === 0) throw invalid(`${member} can only be specified when using expressions`);
    if (Object.keys(entries).length === 0) throw invalid(`${member} must not be empty`);
  }
  const names = Object.entries(input.ExpressionAttributeNames ?? {});
  const values = Object.entries(input.ExpressionAttributeValues ?? {});
  for (const [name] of names) checkPlaceholder('ExpressionAttributeNames', name, /^#\w+$/);
  for (const [name] of values) checkPlaceholder('ExpressionAttributeValues', name, /^:\w+$/);
  return {
    names: new Map(names),
    values: new Map(values.map(([name, value]) => [name, placeholderValue(name, value)])),
    used: new Set(),
  };
}

function placeholderValue(name: string, value: unknown): Value {
  try {
    return normaliseValue(value);
  } catch (error) {
    // The message has to say which of the values it is about.
    if (error instanceof Error) error.message = `ExpressionAttributeValues contains invalid value: ${error.message} for key ${name}`;
    throw error;
  }
}

function checkPlaceholder(member: string, name: string, pattern: RegExp): void {
  if (!pattern.test(name)) throw invalid(`${member} contains invalid key: Syntax error; key: "${name}"`);
}

function checkUnused(member: string, defined: Map<string, unknown>, used: Set<string>): void {
  const unused = [...defined.keys()].filter((name) => !used.has(name));
  if (unused.length > 0) throw invalid(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
}
