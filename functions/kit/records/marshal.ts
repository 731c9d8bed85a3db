import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;

/**
 * A JSON value as DynamoDB writes it. Members that are undefined are left out.
 *
 * @throws TypeError for what JSON does not have, and for integers beyond 2^53, which would come back as others
 * @example marshal({ price: 100 }) // { M: { price: { N: '100' } } }
 */
export function marshal(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (typeof value === 'number' && Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value))) return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(marshal) };
  if (typeof value === 'object') return { M: marshalMap(value) };
  throw new TypeError(`expected a JSON value, got ${typeof value} ${String(value)}`);
}

/** The members of an object, each as DynamoDB writes it. */
export function marshalMap(values: object): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) attributes[name] = marshal(value);
  return attributes;
}

/** @example unmarshal({ M: { price: { N: '100' } } }) // { price: 100 } */
export function unmarshal(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(unmarshal);
  if (value.M !== undefined) return unmarshalMap(value.M);
  throw new TypeError(`expected S, N, BOOL, NULL, L or M, got ${Object.keys(value)}`);
}

export function unmarshalMap(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, unmarshal(value)]));
}
