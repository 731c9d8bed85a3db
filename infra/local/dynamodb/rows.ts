import { count, resetCounter } from './counters.ts';
import { createIndexRows, type IndexChange, indexChanges, writeIndexEntry } from './index-rows.ts';
import type { Key } from './keys.ts';
import { canonicalNumber } from './numbers.ts';
import { appendRecord, type Cause } from './stream-records.ts';
import type { Engine, Table } from './tables.ts';
import { attributeOf, equalItems, type Item, itemSize } from './values.ts';

/** `cause` is there when no request asked for the change. */
export type Change = { key: Key; before?: Item; after?: Item; cause?: Cause };

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
 * The item under a key as JSON, with its size: a read that answers the item as it is need not parse it.
 *
 * @example
 * readText(engine, table, key) // { text: '{"pk":{"S":"a"}}', size: 3 }
 */
export function readText(engine: Engine, table: Table, key: Key): { text: string; size: number } | undefined {
  const row = engine.store.statement(`SELECT item, size FROM ${table.rows} WHERE hash=? AND range=?`).get(key.hash, key.range);
  return row && { text: String(row.item), size: Number(row.size) };
}

/**
 * Stores a change of one item with all that follows it: index entries, counters, expiry, stream record. Answers how the indexes followed.
 *
 * @example
 * writeRow(engine, table, { key, before: readRow(engine, table, key), after: item })
 */
export function writeRow(engine: Engine, table: Table, change: Change): IndexChange[] {
  const { key, before, after, cause } = change;
  if (equalItems(before, after)) return [];
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
  const entries = indexChanges(table, before, after);
  for (const entry of entries) writeIndexEntry(engine, key, entry);
  if (table.stream) appendRecord(engine, table, { before, after, cause });
  return entries;
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
