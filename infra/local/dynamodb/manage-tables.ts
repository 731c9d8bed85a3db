import { randomUUID } from 'node:crypto';
import { countRows } from './counters.ts';
import { DynamoError, invalid, invalidValue, notFound } from './errors.ts';
import { createIndexRows, fillIndex } from './index-rows.ts';
import { createRows, dropRows } from './rows.ts';
import { closeStream, openStream } from './streams.ts';
import { checkDefinition } from './table-definition.ts';
import {
  addTable,
  type Engine,
  type IndexDefinition,
  type KeyType,
  keyNames,
  type StreamView,
  saveTable,
  type Table,
  type TableDefinition,
  tableName,
  tableOf,
} from './tables.ts';

type TableInput = { TableName: string };
type AttributeDefinitions = { AttributeName: string; AttributeType: KeyType }[];
type StreamSpecification = { StreamEnabled: boolean; StreamViewType?: StreamView };
export type CreateTableInput = TableInput & {
  KeySchema: TableDefinition['KeySchema'];
  AttributeDefinitions: AttributeDefinitions;
  GlobalSecondaryIndexes?: IndexDefinition[];
  StreamSpecification?: StreamSpecification;
  DeletionProtectionEnabled?: boolean;
};
export type UpdateTableInput = TableInput & {
  AttributeDefinitions?: AttributeDefinitions;
  GlobalSecondaryIndexUpdates?: { Create?: IndexDefinition; Delete?: { IndexName: string } }[];
  StreamSpecification?: StreamSpecification;
  DeletionProtectionEnabled?: boolean;
};

/**
 * CreateTable. The table is ACTIVE at once.
 *
 * @example
 * createTable(engine, { TableName: 'records', KeySchema, AttributeDefinitions })
 */
export function createTable(engine: Engine, input: CreateTableInput): object {
  const name = tableName(engine, input.TableName);
  if (engine.tables.has(name)) throw new DynamoError('ResourceInUseException', `Table already exists: ${name}`);
  const now = engine.clock.now();
  const definition: TableDefinition = {
    TableName: name,
    TableId: randomUUID(),
    createdAt: now,
    KeySchema: input.KeySchema,
    AttributeDefinitions: input.AttributeDefinitions,
    GlobalSecondaryIndexes: (input.GlobalSecondaryIndexes ?? []).map((index, number) => ({ ...index, number })),
    DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
    stream: streamOf(input.StreamSpecification, now),
  };
  checkDefinition(definition);
  const { statement } = engine.store;
  const { lastInsertRowid } = statement('INSERT INTO tables(name, definition) VALUES(?,?)').run(name, JSON.stringify(definition));
  openStream(engine, definition);
  const table = addTable(engine, Number(lastInsertRowid), definition);
  createRows(engine, table);
  return { TableDescription: describe(engine, table) };
}

/**
 * DescribeTable.
 *
 * @example
 * describeTable(engine, { TableName: 'records' })
 */
export function describeTable(engine: Engine, { TableName }: TableInput): object {
  return { Table: describe(engine, tableOf(engine, TableName)) };
}

/**
 * ListTables.
 *
 * @example
 * listTables(engine, { Limit: 10 }) // { TableNames: ['audit', 'records'] }
 */
export function listTables(engine: Engine, input: { ExclusiveStartTableName?: string; Limit?: number }): object {
  const { ExclusiveStartTableName: start = '', Limit = 100 } = input;
  const names = [...engine.tables.keys()].filter((name) => name > start).sort();
  const TableNames = names.slice(0, Limit);
  return { TableNames, LastEvaluatedTableName: names.length > Limit ? TableNames.at(-1) : undefined };
}

/**
 * DeleteTable. Its stream stays readable as long as its records are kept.
 *
 * @example
 * deleteTable(engine, { TableName: 'records' })
 */
export function deleteTable(engine: Engine, { TableName }: TableInput): object {
  const table = tableOf(engine, TableName);
  if (table.definition.DeletionProtectionEnabled)
    throw invalid('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.');
  const TableDescription = { ...describe(engine, table), TableStatus: 'DELETING' };
  for (const { rows } of [table, ...table.indexes]) dropRows(engine, rows);
  engine.store.statement('DELETE FROM tables WHERE id=?').run(table.id);
  closeStream(engine, table);
  engine.tables.delete(table.name);
  return { TableDescription };
}

/**
 * UpdateTable: indexes added or dropped, stream switched on or off, deletion protection.
 *
 * @example
 * updateTable(engine, { TableName: 'records', AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create: index }] })
 */
export function updateTable(engine: Engine, input: UpdateTableInput): object {
  const table = tableOf(engine, input.TableName);
  const definition = structuredClone(table.definition);
  const known = new Set(definition.AttributeDefinitions.map((entry) => entry.AttributeName));
  definition.AttributeDefinitions.push(...(input.AttributeDefinitions ?? []).filter((entry) => !known.has(entry.AttributeName)));
  definition.DeletionProtectionEnabled = input.DeletionProtectionEnabled ?? definition.DeletionProtectionEnabled;
  for (const update of input.GlobalSecondaryIndexUpdates ?? []) changeIndexes(definition, update);
  const used = new Set([definition, ...definition.GlobalSecondaryIndexes].flatMap((it) => keyNames(it.KeySchema)));
  definition.AttributeDefinitions = definition.AttributeDefinitions.filter((entry) => used.has(entry.AttributeName));
  checkDefinition(definition);
  if (input.StreamSpecification) {
    if (input.StreamSpecification.StreamEnabled && table.stream) throw invalid(`Table already has an enabled stream: TableName: ${table.name}`);
    closeStream(engine, table);
    definition.stream = streamOf(input.StreamSpecification, engine.clock.now());
    openStream(engine, definition);
  }
  const changed = saveTable(engine, table, definition);
  const has = (indexes: Table['indexes'], rows: string) => indexes.some((index) => index.rows === rows);
  for (const { rows } of table.indexes) if (!has(changed.indexes, rows)) dropRows(engine, rows);
  for (const index of changed.indexes)
    if (!has(table.indexes, index.rows)) {
      createIndexRows(engine, index);
      fillIndex(engine, changed, index);
    }
  return { TableDescription: describe(engine, changed) };
}

function changeIndexes(definition: TableDefinition, { Create, Delete }: { Create?: IndexDefinition; Delete?: { IndexName: string } }): void {
  const indexes = definition.GlobalSecondaryIndexes;
  if (Create) indexes.push({ ...Create, number: Math.max(-1, ...indexes.map(({ number }) => number)) + 1 });
  if (!Delete) return;
  const position = indexes.findIndex(({ IndexName }) => IndexName === Delete.IndexName);
  if (position < 0) throw notFound('Requested resource not found');
  indexes.splice(position, 1);
}

function streamOf(specification: StreamSpecification | undefined, now: number): TableDefinition['stream'] {
  if (!specification?.StreamEnabled) return undefined;
  if (!specification.StreamViewType) throw invalidValue('StreamViewType is required when StreamEnabled is true');
  return { label: new Date(now).toISOString().slice(0, -1), view: specification.StreamViewType };
}

function describe(engine: Engine, table: Table): object {
  const { definition, arn, stream } = table;
  const { items, bytes } = countRows(engine, table.rows);
  const indexes = definition.GlobalSecondaryIndexes.map(({ number: _number, ...index }, position) => {
    const entries = countRows(engine, table.indexes[position]?.rows ?? '');
    const IndexArn = `${arn}/index/${index.IndexName}`;
    return { ...index, IndexArn, IndexStatus: 'ACTIVE', ItemCount: entries.items, IndexSizeBytes: entries.bytes };
  });
  return {
    TableName: table.name,
    TableArn: arn,
    TableId: definition.TableId,
    TableStatus: 'ACTIVE',
    CreationDateTime: definition.createdAt / 1000,
    KeySchema: definition.KeySchema,
    AttributeDefinitions: definition.AttributeDefinitions,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: definition.DeletionProtectionEnabled,
    ItemCount: items,
    TableSizeBytes: bytes,
    GlobalSecondaryIndexes: indexes.length > 0 ? indexes : undefined,
    StreamSpecification: stream && { StreamEnabled: true, StreamViewType: stream.view },
    LatestStreamArn: stream?.arn,
    LatestStreamLabel: definition.stream?.label,
  };
}
