import { type IndexChange, indexChanges } from './index-rows.ts';
import type { Table } from './tables.ts';
import { type Item, itemSize } from './values.ts';

export type CapacityMode = 'INDEXES' | 'TOTAL' | 'NONE';
/** Units used on one table. */
export type Usage = { table: Table; units: number; indexes: Map<string, number> };

/** Bytes a read unit and a write unit cover. */
const readUnitBytes = 4096;
const writeUnitBytes = 1024;
/** Factor of everything that runs in a transaction. */
export const transactionFactor = 2;

/**
 * Read units for `bytes` read together: one for each 4 KB begun, half when eventually consistent, at least one.
 *
 * @example
 * readUnits(9000, false) // 1.5
 */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / readUnitBytes)) * (isConsistent ? 1 : 0.5);
}

/**
 * Units of a read of one table or of one of its indexes.
 *
 * @example
 * readUsage(table, 0.5, 'gsi1').indexes // Map { 'gsi1' => 0.5 }
 */
export function readUsage(table: Table, units: number, index?: string): Usage {
  return index === undefined ? { table, units, indexes: new Map() } : { table, units: 0, indexes: new Map([[index, units]]) };
}

/**
 * Units of a write: one for each 1 KB begun of the larger image, and of every index entry put, changed or taken out.
 *
 * @example
 * writeUsage(table, { before, after }, transactionFactor).units // 2 for an item up to 1 KB
 */
export function writeUsage(table: Table, change: { before?: Item; after?: Item; entries?: IndexChange[] }, factor = 1): Usage {
  const { before, after } = change;
  const indexes = new Map<string, number>();
  for (const entry of change.entries ?? indexChanges(table, before, after)) {
    const { keys, name } = entry.index;
    const isMoved = entry.before && entry.after && !sameMembers(entry.before, entry.after, keys);
    // A changed index key takes the old entry out and puts a new one.
    const units = isMoved ? writeUnits(entry.before) + writeUnits(entry.after) : Math.max(writeUnits(entry.before), writeUnits(entry.after));
    indexes.set(name, units * factor);
  }
  return { table, units: Math.max(writeUnits(before), writeUnits(after)) * factor, indexes };
}

/** Adds usages up by table, in order of appearance. */
function sumUsage(usages: Usage[]): Usage[] {
  const sums = new Map<Table, Usage>();
  for (const usage of usages) {
    const sum = sums.get(usage.table) ?? { table: usage.table, units: 0, indexes: new Map() };
    sums.set(usage.table, sum);
    sum.units += usage.units;
    for (const [name, units] of usage.indexes) sum.indexes.set(name, (sum.indexes.get(name) ?? 0) + units);
  }
  return [...sums.values()];
}

/**
 * The ConsumedCapacity member of an answer, in as much detail as the request asked for; not even counted when it did not ask.
 *
 * @example
 * describeUsage('TOTAL', () => readUsage(table, 0.5)) // { TableName: 'records', CapacityUnits: 0.5 }
 */
export function describeUsage(mode: CapacityMode | undefined, count: () => Usage): object | undefined {
  return mode === undefined || mode === 'NONE' ? undefined : show(count(), mode);
}

/**
 * Like {@link describeUsage}, by table, for answers that speak of several.
 *
 * @example
 * describeUsages('TOTAL', () => [readUsage(table, 0.5), readUsage(table, 1)]) // [{ TableName: 'records', CapacityUnits: 1.5 }]
 */
export function describeUsages(mode: CapacityMode | undefined, count: () => Usage[]): object[] | undefined {
  return mode === undefined || mode === 'NONE' ? undefined : sumUsage(count()).map((usage) => show(usage, mode));
}

function show(usage: Usage, mode: CapacityMode): object {
  const indexUnits = [...usage.indexes.values()].reduce((sum, units) => sum + units, 0);
  const total = { TableName: usage.table.name, CapacityUnits: usage.units + indexUnits };
  if (mode === 'TOTAL') return total;
  const indexes = [...usage.indexes].map(([name, CapacityUnits]) => [name, { CapacityUnits }]);
  return {
    ...total,
    Table: { CapacityUnits: usage.units },
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: Object.fromEntries(indexes) } : {}),
  };
}

function writeUnits(item: Item | undefined): number {
  return Math.max(1, Math.ceil((item ? itemSize(item) : 0) / writeUnitBytes));
}

function sameMembers(a: Item, b: Item, names: string[]): boolean {
  return names.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}
