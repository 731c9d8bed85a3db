import { DynamoError, invalid, invalidValue } from './errors.ts';
import { canonicalNumber } from './numbers.ts';
import type { Item, Value, ValueType } from './values.ts';

const maxDepth = 32;

/**
 * Checks untrusted wire values and brings numbers and base64 to their one spelling. Throws ValidationException.
 *
 * @example
 * normaliseItem({ price: { N: '1e3' } }) // { price: { N: '1000' } }
 */
export function normaliseItem(input: unknown, depth = 0): Item {
  if (!isRecord(input)) throw new DynamoError('SerializationException', 'Unexpected value type in payload');
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, normaliseValue(value, depth)]));
}

/**
 * Like {@link normaliseItem}, for one value.
 *
 * @example
 * normaliseValue({ SS: [] }) // throws
 */
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
