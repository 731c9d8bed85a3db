import type { Clock } from '../clock.ts';
import { invalid, notFound } from './errors.ts';
import type { Store } from './store.ts';

export type KeyType = 'S' | 'N' | 'B';
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
type KeySchema = { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];

export type IndexDefinition = {
  IndexName: string;
  KeySchema: KeySchema;
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
};

/** What is stored of a table: the members of CreateTable and what later operations added. Times are ms since the epoch. */
export type TableDefinition = {
  TableName: string;
  TableId: string;
  createdAt: number;
  KeySchema: KeySchema;
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyType }[];
  GlobalSecondaryIndexes: (IndexDefinition & { number: number })[];
  DeletionProtectionEnabled: boolean;
  stream?: { label: string; view: StreamView };
  expiryAttribute?: string;
};

/** `rows` is the SQL table of its entries; `projected` the names it answers with, undefined for all. */
export type Index = { name: string; rows: string; keys: string[]; projected?: ReadonlySet<string> };

/** A table ready for use. `keys` is the partition key and, if any, the sort key. */
export type Table = {
  id: number;
  name: string;
  arn: string;
  rows: string;
  keys: string[];
  types: ReadonlyMap<string, KeyType>;
  indexes: Index[];
  stream?: { id: number; arn: string; view: StreamView };
  expiryAttribute?: string;
  definition: TableDefinition;
};

/** Everything an operation works with. */
export type Engine = {
  store: Store;
  tables: Map<string, Table>;
  clock: Clock;
  region: string;
  /** `arn:aws:dynamodb:us-east-1:123456789012:` */
  arnPrefix: string;
  /** Whether a stream has grown since its readers were last told. */
  hasNews?: boolean;
};

const namePattern = /^[a-zA-Z0-9_.-]{3,255}$/;

/**
 * Reads the catalogue into `engine.tables`.
 *
 * @example
 * loadTables(engine)
 */
export function loadTables(engine: Engine): void {
  engine.tables.clear();
  for (const row of engine.store.statement('SELECT id, definition FROM tables').all()) addTable(engine, Number(row.id), JSON.parse(String(row.definition)));
}

/**
 * Stores a changed definition and puts the table to use.
 *
 * @example
 * saveTable(engine, table, { ...table.definition, expiryAttribute: 'expires' })
 */
export function saveTable(engine: Engine, table: Table, definition: TableDefinition): Table {
  engine.store.statement('UPDATE tables SET definition=? WHERE id=?').run(JSON.stringify(definition), table.id);
  return addTable(engine, table.id, definition);
}

/**
 * Makes a definition usable under its name.
 *
 * @example
 * addTable(engine, 1, definition).rows // 'items_1'
 */
export function addTable(engine: Engine, id: number, definition: TableDefinition): Table {
  const keys = keyNames(definition.KeySchema);
  const arn = `${engine.arnPrefix}table/${definition.TableName}`;
  const { stream } = definition;
  const table: Table = {
    id,
    name: definition.TableName,
    arn,
    rows: `items_${id}`,
    keys,
    types: new Map(definition.AttributeDefinitions.map((entry) => [entry.AttributeName, entry.AttributeType])),
    indexes: definition.GlobalSecondaryIndexes.map((index) => indexOf(id, keys, index)),
    stream: stream && { ...streamRow(engine, `${arn}/stream/${stream.label}`), view: stream.view },
    expiryAttribute: definition.expiryAttribute,
    definition,
  };
  engine.tables.set(table.name, table);
  return table;
}

/**
 * The table a request means, by name or ARN. Throws ResourceNotFoundException.
 *
 * @example
 * tableOf(engine, 'records').keys // ['pk', 'sk']
 */
export function tableOf(engine: Engine, nameOrArn: string): Table {
  const table = engine.tables.get(tableName(engine, nameOrArn));
  if (!table) throw notFound('Requested resource not found');
  return table;
}

/**
 * The plain table name of a name or ARN. Throws a ValidationException for one that cannot be a name.
 *
 * @example
 * tableName(engine, 'arn:aws:dynamodb:us-east-1:000000000000:table/records') // 'records'
 */
export function tableName(engine: Engine, nameOrArn: string): string {
  const prefix = `${engine.arnPrefix}table/`;
  const name = nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
  if (!namePattern.test(name))
    throw invalid(
      `1 validation error detected: Value '${nameOrArn}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]{3,255}`,
    );
  return name;
}

/**
 * The ARN of a name or ARN.
 *
 * @example
 * tableArn(engine, 'records') // 'arn:aws:dynamodb:us-east-1:000000000000:table/records'
 */
export function tableArn(engine: Engine, nameOrArn: string): string {
  return `${engine.arnPrefix}table/${tableName(engine, nameOrArn)}`;
}

/**
 * Partition key first.
 *
 * @example
 * keyNames([{ AttributeName: 'sk', KeyType: 'RANGE' }, { AttributeName: 'pk', KeyType: 'HASH' }]) // ['pk', 'sk']
 */
export function keyNames(schema: KeySchema): string[] {
  return schema.toSorted((a, b) => a.KeyType.localeCompare(b.KeyType)).map((entry) => entry.AttributeName);
}

function indexOf(tableId: number, tableKeys: string[], definition: IndexDefinition & { number: number }): Index {
  const keys = keyNames(definition.KeySchema);
  const { ProjectionType, NonKeyAttributes = [] } = definition.Projection;
  return {
    name: definition.IndexName,
    rows: `index_${tableId}_${definition.number}`,
    keys,
    projected: ProjectionType === 'ALL' ? undefined : new Set([...tableKeys, ...keys, ...NonKeyAttributes]),
  };
}

function streamRow(engine: Engine, arn: string): { id: number; arn: string } {
  const row = engine.store.statement('SELECT id FROM streams WHERE arn=?').get(arn);
  return { id: Number(row?.id), arn };
}
