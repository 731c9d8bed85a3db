import { DynamoError, invalid, invalidValue } from './errors.ts';
import { canonicalNumber, encodeNumber, numberSize } from './numbers.ts';

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

const maxDepth = 32;
/** Bytes a list or map takes beside its elements, and each element beside its content. */
const containerBytes = 3;
const elementBytes = 1;

/** The one type a value has. */
export function typeOf(value: Value): ValueType {
  for (const type in value) return type as ValueType; // A Value has no other member.
  throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

/** Attribute by name. Items may hold names such as `constructor`, so the prototype must not answer. */
export function attributeOf(item: Item | undefined, name: string): Value | undefined {
  return item !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Sets an attribute as an own member, `__proto__` included. */
export function setAttribute(item: Item, name: string, value: Value): void {
  Object.defineProperty(item, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Checks untrusted wire values and brings numbers and base64 to their one spelling. Throws ValidationException. */
export function normaliseItem(input: unknown, depth = 0): Item {
  if (!isRecord(input)) throw new DynamoError('SerializationException', 'Unexpected value type in payload');
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, normaliseValue(value, depth)]));
}

/** Like {@link normaliseItem}, for one value. */
export function normaliseValue(input: unknown, depth = 0): Value {
  if (depth > maxDepth) throw invalid('Nesting Levels have exceeded supported limits');
  if (!isRecord(input)) throw new DynamoError('SerializationException', 'Unexpected value type in payload');
  const [type, ...others] = Object.keys(input);
  if (others.length > 0) throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  if (type === undefined || !Object.hasOwn(normalisers, type))
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  return normalisers[type as ValueType](input[type], depth);
}

const normalisers: Record<ValueType, (content: unknown, depth: number) => Value> = {
  S: (content) => ({ S: text(content) }),
  N: (content) => ({ N: canonicalNumber(text(content)) }),
  B: (content) => ({ B: base64(content) }),
  BOOL: (content) => ({ BOOL: flag(content) }),
  NULL: (content) => {
    if (!flag(content)) throw invalidValue('Null attribute value types must have the value of true');
    return { NULL: true };
  },
  SS: (content) => ({ SS: set(content, { what: 'string', element: text }) }),
  NS: (content) => ({ NS: set(content, { what: 'number', element: (value) => canonicalNumber(text(value)) }) }),
  BS: (content) => ({ BS: set(content, { what: 'binary', element: base64 }) }),
  L: (content, depth) => ({ L: list(content).map((value) => normaliseValue(value, depth + 1)) }),
  M: (content, depth) => ({ M: normaliseItem(content, depth + 1) }),
};

/** Bytes an item takes: attribute names and values. */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

/** Bytes of one value, by DynamoDB's published rules. */
export function valueSize(value: Value): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return binaryLength(value.B);
  if (value.SS) return value.SS.reduce((sum, element) => sum + Buffer.byteLength(element), 0);
  if (value.NS) return value.NS.reduce((sum, element) => sum + numberSize(element), 0);
  if (value.BS) return value.BS.reduce((sum, element) => sum + binaryLength(element), 0);
  if (value.L) return value.L.reduce((sum, element) => sum + elementBytes + valueSize(element), containerBytes);
  if (value.M) return containerBytes + itemSize(value.M) + elementBytes * Object.keys(value.M).length;
  return 1;
}

export function binaryLength(content: string): number {
  return Buffer.byteLength(content, 'base64');
}

/** Whether two items hold the same attributes; a missing item equals only a missing one. */
export function equalItems(a: Item | undefined, b: Item | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalValues({ M: a }, { M: b });
}

/** Equality as `=` sees it: sets without order, everything else deep. */
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

/** Elements of a set of any kind; none for other types. */
export function elementsOf(value: Value): string[] {
  return value.SS ?? value.NS ?? value.BS ?? [];
}

/** Negative, zero or positive; undefined for types without an order or of different type. */
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

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

function mistyped(content: unknown): DynamoError {
  return new DynamoError('SerializationException', `${typeof content} is not the type this attribute value takes`);
}

function text(content: unknown): string {
  if (typeof content !== 'string') throw mistyped(content);
  return content;
}

function flag(content: unknown): boolean {
  if (typeof content !== 'boolean') throw mistyped(content);
  return content;
}

function list(content: unknown): unknown[] {
  if (!Array.isArray(content)) throw mistyped(content);
  return content;
}

function base64(content: unknown): string {
  const encoded = text(content);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0)
    throw new DynamoError('SerializationException', 'Invalid Base64 encoding of an attribute value');
  return Buffer.from(encoded, 'base64').toString('base64');
}

function set(content: unknown, kind: { what: string; element: (value: unknown) => string }): string[] {
  const elements = list(content).map(kind.element);
  if (elements.length === 0) throw invalidValue(`An ${kind.what} set  may not be empty`);
  if (new Set(elements).size !== elements.length) throw invalidValue(`Input collection [${elements.join(', ')}] contains duplicates.`);
  return elements;
}
