import { type Key, keyInIndex } from './keys.ts';
import { canonicalNumber } from './numbers.ts';
import { appendRecord, type Cause } from './stream-records.ts';
import type { Engine, Index, Table } from './tables.ts';
import { attributeOf, equalItems, type Item, itemSize } from './values.ts';

/** `cause` is there when no request asked for the change. */
export type Change = { key: Key; before?: Item; after?: Item; cause?: Cause };

/** How one index follows a change: what leaves it and what enters it, as projected. */
export type IndexChange = { index: Index; before?: Item; after?: Item };

/**
 * SQL for the rows of a table and of an index.
 *
 * @example
 * createRows(engine, table)
 */
export function createRows(engine: Engine, table: Table): void {
  engine.store.define(`
    CREATE TABLE ${table.rows}(hash BLOB, range BLOB, item TEXT NOT NULL, size INTEGER NOT NULL, expires INTEGER,
      PRIMARY KEY(hash, range)) WITHOUT ROWID;
    CREATE INDEX ${table.rows}_expires ON ${table.rows}(expires) WHERE expires IS NOT NULL;`);
  resetCounter(engine, table.rows);
  for (const index of table.indexes) createIndexRows(engine, index);
}

/**
 * The empty rows of an index.
 *
 * @example
 * createIndexRows(engine, index)
 */
export function createIndexRows(engine: Engine, index: Index): void {
  engine.store.define(`
    CREATE TABLE ${index.rows}(hash BLOB, range BLOB, item_hash BLOB, item_range BLOB,
      PRIMARY KEY(hash, range, item_hash, item_range)) WITHOUT ROWID;`);
  resetCounter(engine, index.rows);
}

/**
 * Drops the rows of a table or index with their counter.
 *
 * @example
 * dropRows(engine, table.rows)
 */
export function dropRows(engine: Engine, rows: string): void {
  engine.store.define(`DROP TABLE ${rows}`);
  engine.store.statement('DELETE FROM counters WHERE owner=?').run(rows);
}

/**
 * The item under a key.
 *
 * @example
 * readRow(engine, table, key)?.status
 */
export function readRow(engine: Engine, table: Table, key: Key): Item | undefined {
  const row = engine.store.statement(`SELECT item FROM ${table.rows} WHERE hash=? AND range=?`).get(key.hash, key.range);
  return row && JSON.parse(String(row.item));
}

/**
 * Items and bytes of a table or index.
 *
 * @example
 * countRows(engine, table.rows) // { items: 1200, bytes: 480000 }
 */
export function countRows(engine: Engine, rows: string): { items: number; bytes: number } {
  const row = engine.store.statement('SELECT items, bytes FROM counters WHERE owner=?').get(rows);
  return { items: Number(row?.items ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/**
 * Stores a change of one item with all that follows it: index entries, counters, expiry, stream record.
 *
 * @example
 * writeRow(engine, table, { key, before: readRow(engine, table, key), after: item })
 */
export function writeRow(engine: Engine, table: Table, change: Change): void {
  const { key, before, after, cause } = change;
  if (equalItems(before, after)) return;
  const { statement } = engine.store;
  if (after)
    statement(`INSERT OR REPLACE INTO ${table.rows}(hash, range, item, size, expires) VALUES(?,?,?,?,?)`).run(
      key.hash,
      key.range,
      JSON.stringify(after),
      itemSize(after),
      expiryOf(table, after),
    );
  else statement(`DELETE FROM ${table.rows} WHERE hash=? AND range=?`).run(key.hash, key.range);
  count(engine, table.rows, { before, after });
  for (const entry of indexChanges(table, before, after)) writeIndexEntry(engine, key, entry);
  if (table.stream) appendRecord(engine, table, { before, after, cause });
}

/**
 * The indexes that a change touches. An index whose projection stays the same is not touched.
 *
 * @example
 * indexChanges(table, undefined, item).map(({ index }) => index.name) // the indexes the item enters
 */
export function indexChanges(table: Table, before: Item | undefined, after: Item | undefined): IndexChange[] {
  return table.indexes
    .map((index) => ({ index, before: projectedTo(index, before), after: projectedTo(index, after) }))
    .filter((entry) => !equalItems(entry.before, entry.after));
}

/**
 * What an index answers of an item; undefined when the item is not in it.
 *
 * @example
 * projectedTo(keysOnlyIndex, item) // { pk, sk, status }
 */
export function projectedTo(index: Index, item: Item | undefined): Item | undefined {
  if (item === undefined || !keyInIndex(index, item)) return undefined;
  const { projected } = index;
  return projected ? Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name))) : item;
}

/**
 * Puts an item into or takes it from an index.
 *
 * @example
 * writeIndexEntry(engine, key, { index, after: item })
 */
export function writeIndexEntry(engine: Engine, itemKey: Key, { index, before, after }: IndexChange): void {
  const [from, to] = [keyInIndex(index, before), keyInIndex(index, after)];
  count(engine, index.rows, { before, after });
  if (from && to && from.hash.equals(to.hash) && from.range.equals(to.range)) return;
  const { statement } = engine.store;
  if (from)
    statement(`DELETE FROM ${index.rows} WHERE hash=? AND range=? AND item_hash=? AND item_range=?`).run(from.hash, from.range, itemKey.hash, itemKey.range);
  if (to) statement(`INSERT INTO ${index.rows}(hash, range, item_hash, item_range) VALUES(?,?,?,?)`).run(to.hash, to.range, itemKey.hash, itemKey.range);
}

/**
 * Whole seconds since the epoch at which an item expires; null when it does not.
 *
 * @example
 * expiryOf(table, { expires: { N: '1767225600.9' } }) // 1767225600
 */
export function expiryOf(table: Table, item: Item): number | null {
  const expiry = table.expiryAttribute && attributeOf(item, table.expiryAttribute)?.N;
  if (!expiry) return null;
  const seconds = Math.floor(Number(canonicalNumber(expiry)));
  return Number.isSafeInteger(seconds) ? seconds : null;
}

function count(engine: Engine, owner: string, { before, after }: { before?: Item; after?: Item }): void {
  const items = Number(after !== undefined) - Number(before !== undefined);
  const bytes = (after ? itemSize(after) : 0) - (before ? itemSize(before) : 0);
  if (items === 0 && bytes === 0) return;
  engine.store.statement('UPDATE counters SET items=items+?, bytes=bytes+? WHERE owner=?').run(items, bytes, owner);
}

function resetCounter(engine: Engine, owner: string): void {
  engine.store.statement('INSERT INTO counters(owner, items, bytes) VALUES(?,0,0)').run(owner);
}
