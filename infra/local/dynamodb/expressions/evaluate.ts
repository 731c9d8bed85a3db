import { attributeOf, binaryLength, compareValues, elementsOf, elementTypes, equalValues, type Item, typeOf, type Value } from '../values.ts';
import type { Comparator, Condition, Operand, Path } from './syntax.ts';

/** Outcome of `<`, `<=`, `>`, `>=` by the sign of the comparison. */
const orderings: Record<Exclude<Comparator, '=' | '<>'>, (sign: number) => boolean> = {
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

/**
 * Whether an item satisfies a condition; a missing item is an empty one.
 *
 * @example
 * isTrue(parseCondition('attribute_exists(pk)', 'ConditionExpression', placeholders), undefined) // false
 */
export function isTrue(condition: Condition, item: Item | undefined): boolean {
  switch (condition.kind) {
    case 'and':
      return isTrue(condition.left, item) && isTrue(condition.right, item);
    case 'or':
      return isTrue(condition.left, item) || isTrue(condition.right, item);
    case 'not':
      return !isTrue(condition.operand, item);
    case 'compare':
      return compare(condition.operator, resolve(condition.left, item), resolve(condition.right, item));
    case 'between':
      return isBetween(condition, item);
    case 'in':
      return condition.candidates.some((candidate) => compare('=', resolve(condition.operand, item), resolve(candidate, item)));
    case 'call':
      return call(condition, item);
  }
}

/**
 * The value at a document path, or undefined.
 *
 * @example
 * valueAt({ a: { L: [{ S: 'x' }] } }, ['a', 0]) // { S: 'x' }
 */
export function valueAt(item: Item | undefined, path: Path): Value | undefined {
  const [name, ...steps] = path;
  let value = attributeOf(item, String(name));
  for (const step of steps) value = typeof step === 'number' ? value?.L?.[step] : attributeOf(value?.M, step);
  return value;
}

function resolve(operand: Operand, item: Item | undefined): Value | undefined {
  if (operand.kind === 'value') return operand.value;
  const value = valueAt(item, operand.path);
  return operand.kind === 'size' ? lengthOf(value) : value;
}

/** What `size()` answers: bytes, characters or elements; nothing for types without a size. */
function lengthOf(value: Value | undefined): Value | undefined {
  if (value === undefined) return undefined;
  if (value.S !== undefined) return { N: String(Buffer.byteLength(value.S)) };
  if (value.B !== undefined) return { N: String(binaryLength(value.B)) };
  if (value.M) return { N: String(Object.keys(value.M).length) };
  if (value.L) return { N: String(value.L.length) };
  return elementTypes[typeOf(value)] ? { N: String(elementsOf(value).length) } : undefined;
}

function compare(operator: Comparator, left: Value | undefined, right: Value | undefined): boolean {
  const isEqual = left !== undefined && right !== undefined && equalValues(left, right);
  if (operator === '=') return isEqual;
  if (operator === '<>') return !isEqual;
  const sign = left && right && compareValues(left, right);
  return sign !== undefined && orderings[operator](sign);
}

function isBetween({ operand, low, high }: Extract<Condition, { kind: 'between' }>, item: Item | undefined): boolean {
  const value = resolve(operand, item);
  return compare('>=', value, resolve(low, item)) && compare('<=', value, resolve(high, item));
}

function call({ name, subject, argument }: Extract<Condition, { kind: 'call' }>, item: Item | undefined): boolean {
  const value = resolve(subject, item);
  if (name === 'attribute_exists') return value !== undefined;
  if (name === 'attribute_not_exists') return value === undefined;
  const other = argument && resolve(argument, item);
  if (value === undefined || other === undefined) return false;
  if (name === 'attribute_type') return typeOf(value) === other.S;
  return name === 'begins_with' ? beginsWith(value, other) : contains(value, other);
}

function beginsWith(value: Value, prefix: Value): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  const start = Buffer.from(prefix.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, start.length).equals(start);
}

function contains(value: Value, part: Value): boolean {
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) return part.B !== undefined && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  if (value.L) return value.L.some((element) => equalValues(element, part));
  const type = elementTypes[typeOf(value)];
  const element = type && part[type];
  return element !== undefined && elementsOf(value).includes(element);
}
