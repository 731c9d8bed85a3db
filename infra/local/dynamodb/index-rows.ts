import { count, resetCounter } from './counters.ts';
import { type Key, keyInIndex } from './keys.ts';
import type { Engine, Index, Table } from './tables.ts';
import { equalItems, type Item, itemSize } from './values.ts';

/** How one index follows a change: what leaves it and what enters it, as projected. */
export type IndexChange = { index: Index; before?: Item; after?: Item };

/**
 * The empty rows of an index. Each holds what the index projects of its item, so that a query reads this table alone and in order.
 *
 * @example
 * createIndexRows(engine, index)
 */
export function createIndexRows(engine: Engine, index: Index): void {
  engine.store.define(`
    CREATE TABLE ${index.rows}(hash BLOB, range BLOB, item_hash BLOB, item_range BLOB, item TEXT NOT NULL, size INTEGER NOT NULL,
      PRIMARY KEY(hash, range, item_hash, item_range)) WITHOUT ROWID;`);
  resetCounter(engine, index.rows);
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
 * Puts an item into an index, takes it out, or changes what the index holds of it.
 *
 * @example
 * writeIndexEntry(engine, key, { index, after: item })
 */
export function writeIndexEntry(engine: Engine, itemKey: Key, { index, before, after }: IndexChange): void {
  const [from, to] = [keyInIndex(index, before), keyInIndex(index, after)];
  count(engine, index.rows, { before, after });
  const { statement } = engine.store;
  const stays = from && to && from.hash.equals(to.hash) && from.range.equals(to.range);
  if (from && !stays)
    statement(`DELETE FROM ${index.rows} WHERE hash=? AND range=? AND item_hash=? AND item_range=?`).run(from.hash, from.range, itemKey.hash, itemKey.range);
  if (to && after)
    statement(`INSERT OR REPLACE INTO ${index.rows}(hash, range, item_hash, item_range, item, size) VALUES(?,?,?,?,?,?)`).run(
      to.hash,
      to.range,
      itemKey.hash,
      itemKey.range,
      JSON.stringify(after),
      itemSize(after),
    );
}

/**
 * Puts all items of a table into an empty index.
 *
 * @example
 * fillIndex(engine, table, index)
 */
export function fillIndex(engine: Engine, table: Table, index: Index): void {
  for (const row of engine.store.statement(`SELECT hash, range, item FROM ${table.rows}`).iterate()) {
    const item: Item = JSON.parse(String(row.item));
    const after = projectedTo(index, item);
    // node:sqlite answers BLOB columns as Uint8Array.
    const key = { hash: Buffer.from(row.hash as Uint8Array), range: Buffer.from(row.range as Uint8Array) };
    if (after) writeIndexEntry(engine, key, { index, after });
  }
}

/**
 * Fills the indexes of an older data folder anew, whose rows held keys alone. Runs in a transaction.
 *
 * @example
 * await store.write(() => upgradeIndexes(engine))
 */
export function upgradeIndexes(engine: Engine): void {
  for (const table of engine.tables.values())
    for (const index of table.indexes) {
      if (engine.store.statement(`SELECT 1 FROM pragma_table_info('${index.rows}') WHERE name='item'`).get()) continue;
      engine.store.define(`DROP TABLE ${index.rows}`);
      createIndexRows(engine, index);
      fillIndex(engine, table, index);
    }
}
