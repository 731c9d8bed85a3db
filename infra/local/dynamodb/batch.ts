import { type CapacityMode, describeUsages, readUnits, readUsage, type Usage, writeUsage } from './capacity.ts';
import { invalid } from './errors.ts';
import { compile, type ExpressionInput } from './expressions/compile.ts';
import { project } from './expressions/project.ts';
import { planDelete, planPut } from './items.ts';
import { type Key, keyOfRequest } from './keys.ts';
import { readRow, writeRow } from './rows.ts';
import { type Engine, type Table, tableOf } from './tables.ts';
import { type Item, itemSize } from './values.ts';

type Wire = Record<string, unknown>;
type KeysAndAttributes = ExpressionInput & { Keys: Wire[]; ConsistentRead?: boolean };
export type BatchGetInput = {
  RequestItems: Record<string, KeysAndAttributes>;
  ReturnConsumedCapacity?: CapacityMode;
};
type WriteRequest = { PutRequest?: { Item: Wire }; DeleteRequest?: { Key: Wire } };
export type BatchWriteInput = {
  RequestItems: Record<string, WriteRequest[]>;
  ReturnConsumedCapacity?: CapacityMode;
};

type BatchAnswer = {
  items: Record<string, Item[]>;
  unprocessed: Record<string, KeysAndAttributes>;
  usages: Usage[];
  bytes: number;
};

const maxGets = 100;
const maxWrites = 25;
/** Bytes of items one BatchGetItem answers; keys beyond come back unprocessed. */
const maxAnswerBytes = 16 * 1024 * 1024;

/**
 * BatchGetItem.
 *
 * @example
 * batchGetItem(engine, { RequestItems: { records: { Keys: [{ pk: { S: 'unit#1' } }] } } })
 */
export function batchGetItem(engine: Engine, input: BatchGetInput): object {
  const requests = Object.entries(input.RequestItems);
  checkCount(requests.flatMap(([, request]) => request.Keys).length, maxGets, 'BatchGetItem');
  const answer: BatchAnswer = { items: {}, unprocessed: {}, usages: [], bytes: 0 };
  for (const [name, request] of requests) readBatch(engine, { name, request }, answer);
  return {
    Responses: answer.items,
    UnprocessedKeys: answer.unprocessed,
    ConsumedCapacity: describeUsages(input.ReturnConsumedCapacity, () => answer.usages),
  };
}

/**
 * BatchWriteItem: all checked before the first is written.
 *
 * @example
 * batchWriteItem(engine, { RequestItems: { records: [{ PutRequest: { Item: { pk: { S: 'unit#1' } } } }] } })
 */
export function batchWriteItem(engine: Engine, input: BatchWriteInput): object {
  const requests = Object.entries(input.RequestItems).flatMap(([TableName, writes]) => writes.map((write) => ({ TableName, write })));
  checkCount(requests.length, maxWrites, 'BatchWriteItem');
  const plans = requests.map(({ TableName, write: { PutRequest, DeleteRequest } }) => {
    if (PutRequest && !DeleteRequest) return planPut(engine, { TableName, ...PutRequest });
    if (DeleteRequest && !PutRequest) return planDelete(engine, { TableName, ...DeleteRequest });
    throw invalid('A write request must contain exactly one of PutRequest and DeleteRequest');
  });
  checkDistinct(plans);
  const changes = plans.map(({ table, key, change }) => {
    const before = readRow(engine, table, key);
    const after = change(before);
    writeRow(engine, table, { key, before, after });
    return { table, before, after };
  });
  return {
    UnprocessedItems: {},
    ConsumedCapacity: describeUsages(input.ReturnConsumedCapacity, () => changes.map(({ table, ...change }) => writeUsage(table, change))),
  };
}

/**
 * Refuses two keys that are the same item of one table.
 *
 * @example
 * checkDistinct(plans) // throws when two plans are for one item
 */
export function checkDistinct(targets: { table: Table; key: Key }[], message = 'Provided list of item keys contains duplicates'): void {
  const seen = new Set(targets.map(({ table, key }) => `${table.id}/${key.hash.toString('hex')}/${key.range.toString('hex')}`));
  if (seen.size !== targets.length) throw invalid(message);
}

/** Reads the keys of one table into the answer, as far as it has room. */
function readBatch(engine: Engine, { name, request }: { name: string; request: KeysAndAttributes }, answer: BatchAnswer): void {
  const table = tableOf(engine, name);
  const { projection } = compile(request);
  const keys = request.Keys.map((key) => keyOfRequest(table, key).key);
  checkDistinct(keys.map((key) => ({ table, key })));
  const items: Item[] = [];
  answer.items[name] = items;
  for (const [position, key] of keys.entries()) {
    const item = readRow(engine, table, key);
    const size = item ? itemSize(item) : 0;
    if (answer.bytes + size > maxAnswerBytes) {
      answer.unprocessed[name] = { ...request, Keys: request.Keys.slice(position) };
      return;
    }
    answer.bytes += size;
    answer.usages.push(readUsage(table, readUnits(size, request.ConsistentRead ?? false)));
    if (item) items.push(projection ? project(item, projection) : item);
  }
}

function checkCount(count: number, max: number, operation: string): void {
  if (count === 0)
    throw invalid("1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1");
  if (count > max) throw invalid(`Too many items requested for the ${operation} call`);
}
