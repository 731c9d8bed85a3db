import { invalid, invalidValue } from './errors.ts';
import type { Condition, Operand } from './expressions/syntax.ts';
import { checkKeyValue, encodeValue } from './keys.ts';
import type { Table } from './tables.ts';
import { typeOf, type Value } from './values.ts';

/** A limit of the sort key, in encoded form. */
export type Bound = { operator: '=' | '<' | '<=' | '>' | '>='; bytes: Buffer };
export type KeyRange = { hash: Value; bounds: Bound[] };

/** One condition on one key attribute, the attribute on the left. */
type Clause = { name: string; operator: string; values: Value[] };

const mirrored: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * Reads a key condition: equality of the partition key and at most one condition of the sort key.
 *
 * @example
 * keyRangeOf(parseCondition('pk = :p AND begins_with(sk, :s)', …), { table, keys: table.keys })
 */
export function keyRangeOf(condition: Condition, { table, keys }: { table: Table; keys: string[] }): KeyRange {
  const clauses = new Map<string, Clause>();
  for (const clause of clausesOf(condition)) {
    if (clauses.has(clause.name)) throw invalid('KeyConditionExpressions must only contain one condition per key');
    clauses.set(clause.name, clause);
  }
  const [hashName = '', rangeName] = keys;
  const hash = clauses.get(hashName);
  if (!hash) throw invalid(`Query condition missed key schema element: ${hashName}`);
  if (hash.operator !== '=') throw invalid('Query key condition not supported');
  const range = rangeName === undefined ? undefined : clauses.get(rangeName);
  if (clauses.size > (range ? 2 : 1))
    throw invalid(rangeName && !range ? `Query condition missed key schema element: ${rangeName}` : 'Conditions can be of length 1 or 2 only');
  const [hashValue = {}] = checkValues(table, hash, 0);
  return { hash: hashValue, bounds: range ? boundsOf(range.operator, checkValues(table, range, 1)) : [] };
}

/**
 * Whether an encoded sort key lies within the bounds.
 *
 * @example
 * isWithin([{ operator: '>=', bytes: Buffer.from('a') }], Buffer.from('b')) // true
 */
export function isWithin(bounds: Bound[], range: Buffer): boolean {
  return bounds.every(({ operator, bytes }) => {
    const sign = Buffer.compare(range, bytes);
    if (operator === '=') return sign === 0;
    return operator.startsWith('<') ? sign < 0 || (sign === 0 && operator === '<=') : sign > 0 || (sign === 0 && operator === '>=');
  });
}

function clausesOf(condition: Condition): Clause[] {
  switch (condition.kind) {
    case 'and':
      return [...clausesOf(condition.left), ...clausesOf(condition.right)];
    case 'compare': {
      if (condition.operator === '<>') throw badOperator('<>');
      const { left, right, operator } = condition;
      return left.kind === 'value' ? [clause(right, mirrored[operator] ?? operator, [left])] : [clause(left, operator, [right])];
    }
    case 'between':
      return [clause(condition.operand, 'BETWEEN', [condition.low, condition.high])];
    case 'call':
      if (condition.name !== 'begins_with' || !condition.argument) throw badOperator(condition.name);
      return [clause(condition.subject, 'begins_with', [condition.argument])];
    default:
      throw badOperator(condition.kind.toUpperCase());
  }
}

function clause(subject: Operand, operator: string, operands: Operand[]): Clause {
  if (subject.kind === 'size') throw badOperator('size');
  const [name] = subject.kind === 'path' ? subject.path : [];
  if (subject.kind !== 'path' || typeof name !== 'string') throw invalid('Invalid condition in KeyConditionExpression: no key attribute specified');
  if (subject.path.length > 1) throw invalid('Invalid KeyConditionExpression: The expression contains a nested attribute, which cannot be a key');
  const values = operands.map((operand) => {
    if (operand.kind === 'value') return operand.value;
    throw invalid('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition');
  });
  return { name, operator, values };
}

function checkValues(table: Table, { name, values }: Clause, position: number): Value[] {
  for (const value of values) {
    if (typeOf(value) !== table.types.get(name)) throw invalidValue('Condition parameter type does not match schema type');
    checkKeyValue(value, name, position);
  }
  return values;
}

function boundsOf(operator: string, [first = {}, second = {}]: Value[]): Bound[] {
  const bytes = encodeValue(first);
  if (operator === 'BETWEEN') {
    return [
      { operator: '>=', bytes },
      { operator: '<=', bytes: encodeValue(second) },
    ];
  }
  if (operator !== 'begins_with') return [{ operator: operator as Bound['operator'], bytes }]; // The parser knows no other.
  if (first.N !== undefined)
    throw invalid('Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N');
  const after = successor(bytes);
  return [{ operator: '>=', bytes }, ...(after ? [{ operator: '<' as const, bytes: after }] : [])];
}

/** The lowest bytes above everything that begins with `prefix`; undefined when there are none. */
function successor(prefix: Buffer): Buffer | undefined {
  const last = prefix.findLastIndex((byte) => byte < 255);
  if (last < 0) return undefined;
  const bytes = Buffer.from(prefix.subarray(0, last + 1));
  bytes[last] = (bytes[last] ?? 0) + 1;
  return bytes;
}

function badOperator(operator: string): Error {
  return invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
}
