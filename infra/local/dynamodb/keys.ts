import { invalid, invalidValue } from './errors.ts';
import { normaliseValue } from './normalise.ts';
import { encodeNumber } from './numbers.ts';
import type { Index, Table } from './tables.ts';
import { attributeOf, type Item, typeOf, type Value } from './values.ts';

/** Encoded key: bytes in key order. `range` is empty for tables without a sort key. */
export type Key = { hash: Buffer; range: Buffer };

const none = Buffer.alloc(0);
/** Bytes a key value may have: partition key, sort key. */
const maxKeyBytes = [2048, 1024];

/**
 * The key of an item about to be stored. Throws a ValidationException for a missing, empty, mistyped or over-long key attribute.
 *
 * @example
 * keyOfItem(table, { pk: { S: 'unit' }, sk: { S: '1' } }) // { hash: <unit>, range: <1> }
 */
export function keyOfItem(table: Table, item: Item): Key {
  return encodeKey(
    table.keys.map((name, position) => {
      const value = attributeOf(item, name);
      if (!value) throw invalidValue(`Missing the key ${name} in the item`);
      const type = table.types.get(name);
      if (typeOf(value) !== type) throw invalidValue(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
      return checkKeyValue(value, name, position);
    }),
  );
}

/**
 * The key a request gives: exactly the key attributes, of their types.
 *
 * @example
 * const { key } = keyOfRequest(table, input.Key)
 */
export function keyOfRequest(table: Table, input: Record<string, unknown>): { key: Key; attributes: Item } {
  const attributes = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, normaliseValue(value)]));
  if (Object.keys(attributes).length !== table.keys.length) throw mismatch();
  const values = table.keys.map((name, position) => {
    const value = attributeOf(attributes, name);
    if (!value || typeOf(value) !== table.types.get(name)) throw mismatch();
    return checkKeyValue(value, name, position);
  });
  return { key: encodeKey(values), attributes };
}

/**
 * The entry of an item in an index; undefined when it lacks one of the index's keys (a sparse index).
 *
 * @example
 * keyInIndex(index, { pk: { S: 'a' } }) // undefined: the item has none of the index's keys
 */
export function keyInIndex(index: Index, item: Item | undefined): Key | undefined {
  const values = index.keys.map((name) => attributeOf(item, name));
  return values.every((value) => value !== undefined) ? encodeKey(values) : undefined;
}

/**
 * Refuses an item whose attribute of an index key has another type, is empty or too long.
 *
 * @example
 * checkIndexKeys(table, item)
 */
export function checkIndexKeys(table: Table, item: Item): void {
  for (const index of table.indexes)
    index.keys.forEach((name, position) => {
      const value = attributeOf(item, name);
      const type = table.types.get(name);
      if (!value) return;
      if (typeOf(value) !== type) throw invalidValue(`Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`);
      const kind = emptyKind(value);
      if (kind)
        throw invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${index.name}, IndexKey: ${name}`,
        );
      checkKeyLength(value, position);
    });
}

/**
 * Bytes of a key value that compare as DynamoDB orders them: UTF-8, numeric, or unsigned bytes.
 *
 * @example
 * Buffer.compare(encodeValue({ N: '9' }), encodeValue({ N: '10' })) // -1
 */
export function encodeValue(value: Value): Buffer {
  if (value.N !== undefined) return encodeNumber(value.N);
  return value.S !== undefined ? Buffer.from(value.S) : Buffer.from(value.B ?? '', 'base64');
}

/**
 * Refuses an empty or over-long key value; `position` 0 is the partition key.
 *
 * @example
 * checkKeyValue({ S: '' }, 'pk', 0) // throws
 */
export function checkKeyValue(value: Value, name: string, position: number): Value {
  const kind = emptyKind(value);
  if (kind)
    throw invalid(`One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`);
  checkKeyLength(value, position);
  return value;
}

/**
 * A key value as plain text, for the policy condition `dynamodb:LeadingKeys`.
 *
 * @example
 * keyText({ N: '7' }) // '7'
 */
export function keyText(value: Value): string {
  return value.S ?? value.N ?? value.B ?? '';
}

function encodeKey([hash, range]: Value[]): Key {
  return { hash: hash ? encodeValue(hash) : none, range: range ? encodeValue(range) : none };
}

function checkKeyLength(value: Value, position: number): void {
  if (value.N !== undefined || encodeValue(value).length <= (maxKeyBytes[position] ?? 0)) return;
  throw invalidValue(
    position === 0
      ? 'Size of hashkey has exceeded the maximum size limit of2048 bytes'
      : 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
  );
}

function emptyKind(value: Value): string | undefined {
  return value.S === '' ? 'string' : value.B === '' ? 'binary' : undefined;
}

function mismatch(): Error {
  return invalid('The provided key element does not match the schema');
}
