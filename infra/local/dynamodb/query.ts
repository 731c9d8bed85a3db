import { type CapacityMode, describeUsage, readUnits, readUsage } from './capacity.ts';
import { invalid, invalidValue } from './errors.ts';
import { compile, type ExpressionInput } from './expressions/compile.ts';
import { isTrue } from './expressions/evaluate.ts';
import { project } from './expressions/project.ts';
import { type Condition, leavesOf, operandsOf, type Path } from './expressions/syntax.ts';
import { asStored } from './json-text.ts';
import { isWithin, type KeyRange, keyRangeOf } from './key-condition.ts';
import { encodeValue, keyOfRequest } from './keys.ts';
import { normaliseItem } from './normalise.ts';
import { type Engine, type Index, type Table, tableOf } from './tables.ts';
import { attributeOf, type Item, typeOf, type Value } from './values.ts';

type Select = 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT';
export type QueryInput = ExpressionInput & {
  TableName: string;
  IndexName?: string;
  Select?: Select;
  Limit?: number;
  ConsistentRead?: boolean;
  ScanIndexForward?: boolean;
  ExclusiveStartKey?: Record<string, unknown>;
  ReturnConsumedCapacity?: CapacityMode;
};

/** What is queried: a table, or one of its indexes. `keys` order it, `cursor` identifies a place in it. */
type Source = { table: Table; index?: Index; keys: string[]; cursor: string[] };
/** `texts` are the items as they are stored. */
type Page = { texts: string[]; scanned: number; bytes: number; last?: Item };

/** Bytes read at which a page ends. */
const pageBytes = 1024 * 1024;

/**
 * Query.
 *
 * @example
 * query(engine, { TableName: 'records', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues, Limit: 20 })
 */
export function query(engine: Engine, input: QueryInput): object {
  const source = sourceOf(engine, input);
  const { keyCondition, filter, projection } = compile(input);
  if (!keyCondition) throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  const keyRange = keyRangeOf(keyCondition, source);
  checkSelect(source, input, projection);
  if (filter) checkFilter(source, filter);
  const page = readPage(engine, { source, keyRange, filter, input });
  const { table, index, cursor } = source;
  const items = () => (projection ? page.texts.map((text) => project(JSON.parse(text), projection)) : asStored(`[${page.texts.join(',')}]`));
  return {
    Items: input.Select === 'COUNT' ? undefined : items(),
    Count: page.texts.length,
    ScannedCount: page.scanned,
    LastEvaluatedKey: page.last && pick(page.last, cursor),
    ConsumedCapacity: describeUsage(input.ReturnConsumedCapacity, () => readUsage(table, readUnits(page.bytes, input.ConsistentRead ?? false), index?.name)),
  };
}

/**
 * The partition a query reads; undefined when the query is invalid. For the check of access, which comes first.
 *
 * @example
 * queriedPartition(engine, input) // { S: 'unit#1' }
 */
export function queriedPartition(engine: Engine, input: QueryInput): Value | undefined {
  const source = sourceOf(engine, input);
  const { keyCondition } = compile(input);
  return keyCondition && keyRangeOf(keyCondition, source).hash;
}

function sourceOf(engine: Engine, { TableName, IndexName, ConsistentRead }: QueryInput): Source {
  const table = tableOf(engine, TableName);
  if (IndexName === undefined) return { table, keys: table.keys, cursor: table.keys };
  const index = table.indexes.find(({ name }) => name === IndexName);
  if (!index) throw invalid(`The table does not have the specified index: ${IndexName}`);
  if (ConsistentRead) throw invalid('Consistent reads are not supported on global secondary indexes');
  return { table, index, keys: index.keys, cursor: [...new Set([...index.keys, ...table.keys])] };
}

function readPage(engine: Engine, { source, keyRange, filter, input }: { source: Source; keyRange: KeyRange; filter?: Condition; input: QueryInput }): Page {
  const page: Page = { texts: [], scanned: 0, bytes: 0 };
  const { sql, values } = statementOf(source, keyRange, input);
  for (const row of engine.store.statement(sql).iterate(...values)) {
    const text = String(row.item);
    page.scanned += 1;
    page.bytes += Number(row.size);
    if (!filter || isTrue(filter, JSON.parse(text))) page.texts.push(text);
    if (page.scanned === input.Limit || page.bytes >= pageBytes) return { ...page, last: JSON.parse(text) };
  }
  return page;
}

function statementOf({ table, index, keys, cursor }: Source, keyRange: KeyRange, input: QueryInput) {
  const isForward = input.ScanIndexForward ?? true;
  const columns = index ? ['range', 'item_hash', 'item_range'] : ['range'];
  const where = ['hash = ?', ...keyRange.bounds.map(({ operator }) => `range ${operator} ?`)];
  const values = [encodeValue(keyRange.hash), ...keyRange.bounds.map(({ bytes }) => bytes)];
  if (input.ExclusiveStartKey) {
    where.push(`(${columns}) ${isForward ? '>' : '<'} (${columns.map(() => '?')})`);
    values.push(...startOf({ table, index, keys, cursor }, keyRange, input.ExclusiveStartKey));
  }
  const order = columns.map((column) => `${column} ${isForward ? 'ASC' : 'DESC'}`);
  return { sql: `SELECT item, size FROM ${(index ?? table).rows} WHERE ${where.join(' AND ')} ORDER BY ${order}`, values };
}

/** Encoded start key: sort key, and for an index also the key of the item. */
function startOf({ table, index, keys, cursor }: Source, keyRange: KeyRange, input: Record<string, unknown>): Buffer[] {
  const start = normaliseItem(input);
  const isComplete = cursor.every((name) => typeMatches(table, name, attributeOf(start, name)));
  if (Object.keys(start).length !== cursor.length || !isComplete)
    throw invalid('The provided starting key is invalid: The provided key element does not match the schema');
  const [hash = {}, range] = keys.map((name) => attributeOf(start, name) ?? {});
  const rangeBytes = range ? encodeValue(range) : Buffer.alloc(0);
  if (!encodeValue(hash).equals(encodeValue(keyRange.hash)) || !isWithin(keyRange.bounds, rangeBytes))
    throw invalid('The provided starting key does not match the range key predicate');
  if (!index) return [rangeBytes];
  const { key } = keyOfRequest(table, pick(start, table.keys));
  return [rangeBytes, key.hash, key.range];
}

function typeMatches(table: Table, name: string, value: Value | undefined): boolean {
  return value !== undefined && typeOf(value) === table.types.get(name);
}

function checkSelect({ index }: Source, { Select }: QueryInput, projection: Path[] | undefined): void {
  if (Select === 'SPECIFIC_ATTRIBUTES' && !projection)
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (projection && Select && Select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${Select === 'COUNT' ? 'only the Count' : Select}`);
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && !index) throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  const { projected } = index ?? {};
  if (!index || !projected) return;
  if (Select === 'ALL_ATTRIBUTES')
    throw invalidValue(`Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`);
  const missing = (projection ?? []).map(([name]) => String(name)).filter((name) => !projected.has(name));
  if (missing.length > 0) throw invalidValue(`Global secondary index ${index.name} does not project [${missing.join(', ')}]`);
}

function checkFilter({ keys }: Source, filter: Condition): void {
  for (const operand of leavesOf(filter).flatMap(operandsOf)) {
    const [name] = operand.kind === 'value' ? [] : operand.path;
    if (typeof name === 'string' && keys.includes(name))
      throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`);
  }
}

function pick(item: Item, names: string[]): Item {
  return Object.fromEntries(names.map((name) => [name, attributeOf(item, name) ?? {}]));
}
