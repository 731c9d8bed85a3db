import { invalid } from './errors.ts';
import { encodeNumber, numberSize } from './numbers.ts';

/** An attribute value in wire form; exactly one member is set. `B` is base64. */
export type Value = {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: true;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: Value[];
  M?: Item;
};
export type Item = Record<string, Value>;
export type ValueType = keyof Value;

/** Long names as they stand in error messages. */
export const typeNames: Record<ValueType, string> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};
/** Set type → type of its elements. */
export const elementTypes: Partial<Record<ValueType, 'S' | 'N' | 'B'>> = { SS: 'S', NS: 'N', BS: 'B' };

/** Bytes a list or map takes beside its elements, and each element beside its content. */
const containerBytes = 3;
const elementBytes = 1;

/**
 * The one type a value has.
 *
 * @example
 * typeOf({ NS: ['1'] }) // 'NS'
 */
export function typeOf(value: Value): ValueType {
  for (const type in value) return type as ValueType; // A Value has no other member.
  throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

/**
 * Attribute by name. Items may hold names such as `constructor`, so the prototype must not answer.
 *
 * @example
 * attributeOf({}, 'constructor') // undefined
 */
export function attributeOf(item: Item | undefined, name: string): Value | undefined {
  return item !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
}

/**
 * Sets an attribute as an own member, `__proto__` included.
 *
 * @example
 * setAttribute(item, '__proto__', { S: 'x' })
 */
export function setAttribute(item: Item, name: string, value: Value): void {
  Object.defineProperty(item, name, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Bytes an item takes: attribute names and values.
 *
 * @example
 * itemSize({ pk: { S: 'a' } }) // 3
 */
export function itemSize(item: Item): number {
  const known = sizes.get(item);
  if (known !== undefined) return known;
  const size = sizeOf(item);
  sizes.set(item, size);
  return size;
}

/** A write asks for the size of one item a dozen times. What is stored or was read is never changed in place. */
const sizes = new WeakMap<Item, number>();

function sizeOf(item: Item): number {
  let sum = 0;
  for (const [name, value] of Object.entries(item)) sum += Buffer.byteLength(name) + valueSize(value);
  return sum;
}

/**
 * Bytes of one value, by DynamoDB's published rules.
 *
 * @example
 * valueSize({ L: [{ S: 'ab' }] }) // 6
 */
function valueSize(value: Value): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return binaryLength(value.B);
  if (value.SS) return value.SS.reduce((sum, element) => sum + Buffer.byteLength(element), 0);
  if (value.NS) return value.NS.reduce((sum, element) => sum + numberSize(element), 0);
  if (value.BS) return value.BS.reduce((sum, element) => sum + binaryLength(element), 0);
  if (value.L) return value.L.reduce((sum, element) => sum + elementBytes + valueSize(element), containerBytes);
  if (value.M) return containerBytes + sizeOf(value.M) + elementBytes * Object.keys(value.M).length;
  return 1;
}

/**
 * Bytes that base64 text stands for.
 *
 * @example
 * binaryLength('AAE=') // 2
 */
export function binaryLength(content: string): number {
  return Buffer.byteLength(content, 'base64');
}

/**
 * Whether two items hold the same attributes; a missing item equals only a missing one.
 *
 * @example
 * equalItems({ a: { NS: ['1', '2'] } }, { a: { NS: ['2', '1'] } }) // true
 */
export function equalItems(a: Item | undefined, b: Item | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalValues({ M: a }, { M: b });
}

/**
 * Equality as `=` sees it: sets without order, everything else deep.
 *
 * @example
 * equalValues({ N: '1' }, { S: '1' }) // false
 */
export function equalValues(a: Value, b: Value): boolean {
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  if (a.L && b.L) return a.L.length === b.L.length && equalLists(a.L, b.L);
  if (a.M && b.M) {
    const other = b.M;
    const names = Object.keys(a.M);
    return names.length === Object.keys(other).length && names.every((name) => equalMember(a.M, other, name));
  }
  if (elementTypes[type]) {
    const elements = new Set(elementsOf(b));
    return elements.size === elementsOf(a).length && elementsOf(a).every((element) => elements.has(element));
  }
  return a[type] === b[type];
}

/**
 * Elements of a set of any kind; none for other types.
 *
 * @example
 * elementsOf({ SS: ['a'] }) // ['a']
 */
export function elementsOf(value: Value): string[] {
  return value.SS ?? value.NS ?? value.BS ?? [];
}

/**
 * Negative, zero or positive; undefined for types without an order or of different type.
 *
 * @example
 * compareValues({ N: '2' }, { N: '10' }) // -1
 */
export function compareValues(a: Value, b: Value): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.N !== undefined && b.N !== undefined) return Buffer.compare(encodeNumber(a.N), encodeNumber(b.N));
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
}

function equalLists(a: Value[], b: Value[]): boolean {
  return a.every((value, index) => {
    const other = b[index];
    return other !== undefined && equalValues(value, other);
  });
}

function equalMember(a: Item | undefined, b: Item, name: string): boolean {
  const [left, right] = [attributeOf(a, name), attributeOf(b, name)];
  return left !== undefined && right !== undefined && equalValues(left, right);
}
