import { invalid } from './errors.ts';
import { expiryOf, writeRow } from './rows.ts';
import { type Engine, saveTable, type Table, tableOf } from './tables.ts';

type TimeToLiveSpecification = { Enabled: boolean; AttributeName: string };

/** Items that expired longer ago are left alone, as in AWS: five years, in seconds. */
const maxAgeSeconds = 5 * 365 * 24 * 60 * 60;
/** Items taken out in one transaction, so that requests are not held up. */
const batchSize = 500;
/** Stream records of expired items carry this. */
const service = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

/**
 * UpdateTimeToLive. Items that exist already expire too.
 *
 * @example
 * updateTimeToLive(engine, { TableName: 'records', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } })
 */
export function updateTimeToLive(engine: Engine, input: { TableName: string; TimeToLiveSpecification: TimeToLiveSpecification }): object {
  const table = tableOf(engine, input.TableName);
  const { Enabled, AttributeName } = input.TimeToLiveSpecification;
  const current = table.expiryAttribute;
  if (Enabled && current !== undefined) throw invalid('TimeToLive is already enabled');
  if (!Enabled && current === undefined) throw invalid('TimeToLive is already disabled');
  if (!Enabled && current !== AttributeName) throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  const expiryAttribute = Enabled ? AttributeName : undefined;
  setExpiries(engine, saveTable(engine, table, { ...table.definition, expiryAttribute }));
  return { TimeToLiveSpecification: input.TimeToLiveSpecification };
}

/**
 * DescribeTimeToLive.
 *
 * @example
 * describeTimeToLive(engine, { TableName: 'records' })
 */
export function describeTimeToLive(engine: Engine, { TableName }: { TableName: string }): object {
  const AttributeName = tableOf(engine, TableName).expiryAttribute;
  return {
    TimeToLiveDescription: AttributeName ? { TimeToLiveStatus: 'ENABLED', AttributeName } : { TimeToLiveStatus: 'DISABLED' },
  };
}

/**
 * Takes out what has expired, batch by batch.
 *
 * @example
 * await expireItems(engine)
 */
export async function expireItems(engine: Engine): Promise<void> {
  for (const table of [...engine.tables.values()])
    if (table.expiryAttribute) while ((await engine.store.write(() => expireBatch(engine, table))) === batchSize);
}

function expireBatch(engine: Engine, table: Table): number {
  // Between two batches the table may have been deleted, or its TTL switched off.
  if (engine.tables.get(table.name) !== table) return 0;
  const now = Math.floor(engine.clock.now() / 1000);
  const rows = engine.store
    .statement(`SELECT hash, range, item FROM ${table.rows} WHERE expires BETWEEN ? AND ? ORDER BY expires LIMIT ?`)
    .all(now - maxAgeSeconds, now, batchSize);
  for (const row of rows) {
    // node:sqlite answers BLOB columns as Uint8Array.
    const key = { hash: Buffer.from(row.hash as Uint8Array), range: Buffer.from(row.range as Uint8Array) };
    writeRow(engine, table, { key, before: JSON.parse(String(row.item)), cause: service });
  }
  return rows.length;
}

function setExpiries(engine: Engine, table: Table): void {
  const { statement } = engine.store;
  statement(`UPDATE ${table.rows} SET expires=NULL WHERE expires IS NOT NULL`).run();
  if (!table.expiryAttribute) return;
  const update = statement(`UPDATE ${table.rows} SET expires=? WHERE hash=? AND range=?`);
  for (const row of statement(`SELECT hash, range, item FROM ${table.rows}`).all()) {
    const expires = expiryOf(table, JSON.parse(String(row.item)));
    if (expires !== null) update.run(expires, row.hash ?? null, row.range ?? null);
  }
}
