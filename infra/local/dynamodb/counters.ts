import type { Engine } from './tables.ts';
import { type Item, itemSize } from './values.ts';

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
 * Adds what a change of one item does to the counter of a table or index.
 *
 * @example
 * count(engine, table.rows, { after: item })
 */
export function count(engine: Engine, owner: string, { before, after }: { before?: Item; after?: Item }): void {
  const items = Number(after !== undefined) - Number(before !== undefined);
  const bytes = (after ? itemSize(after) : 0) - (before ? itemSize(before) : 0);
  if (items === 0 && bytes === 0) return;
  engine.store.statement('UPDATE counters SET items=items+?, bytes=bytes+? WHERE owner=?').run(items, bytes, owner);
}

/**
 * Sets a counter, new or old, to nothing.
 *
 * @example
 * resetCounter(engine, table.rows)
 */
export function resetCounter(engine: Engine, owner: string): void {
  engine.store.statement('INSERT OR REPLACE INTO counters(owner, items, bytes) VALUES(?,0,0)').run(owner);
}
