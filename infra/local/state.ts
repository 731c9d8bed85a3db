import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the shell of the cloud must remember: facts, fired schedules, stream checkpoints, parked events. */
export type State = {
  db: DatabaseSync;
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  close(): void;
};

const schema = `
CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schedules (
  name TEXT PRIMARY KEY, expression TEXT NOT NULL, last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, function_arn TEXT NOT NULL, payload TEXT NOT NULL,
  due_at INTEGER NOT NULL, attempt INTEGER NOT NULL, role_arn TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoints (
  mapping TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT NOT NULL, PRIMARY KEY (mapping, shard)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parked (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, function_arn TEXT NOT NULL, at INTEGER NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
`;

/**
 * Opens the state in a data folder and holds it for this process alone: a second opening throws SQLITE_BUSY, and the
 * operating system gives the lock back when the process dies, however it dies.
 *
 * @example
 * const state = openState('data')
 */
export function openState(dir: string): State {
  mkdirSync(dir, { recursive: true });
  const db = new DatabaseSync(join(dir, 'cloud.sqlite'));
  try {
    db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=0;');
    db.exec('BEGIN EXCLUSIVE; COMMIT;');
    db.exec(schema);
  } catch (error) {
    db.close();
    throw error;
  }
  const select = db.prepare('SELECT value FROM facts WHERE key = ?');
  const upsert = db.prepare('INSERT INTO facts VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  return {
    db,
    get: (key) => select.get(key)?.value?.toString(),
    set: (key, value) => void upsert.run(key, value),
    close: () => db.close(),
  };
}

/**
 * Forgets everything, as if the folder were new.
 *
 * @example
 * clearState(state)
 */
export function clearState(state: State): void {
  state.db.exec('BEGIN; DELETE FROM facts; DELETE FROM schedules; DELETE FROM events; DELETE FROM checkpoints; DELETE FROM parked; COMMIT;');
}

/**
 * Keeps an event that could not be delivered, for somebody to look at.
 *
 * @example
 * park(state, { source: mapping.id, functionArn, at: clock.now(), reason: 'RetryAttemptsExhausted', body: records })
 */
export function park(state: State, event: { source: string; functionArn: string; at: number; reason: string; body: unknown }): void {
  state.db
    .prepare('INSERT INTO parked (source, function_arn, at, reason, body) VALUES (?, ?, ?, ?, ?)')
    .run(event.source, event.functionArn, event.at, event.reason, JSON.stringify(event.body));
}

/**
 * The parked events without their bodies, which may hold personal data.
 *
 * @example
 * listParked(state) // [{ id: 1, source: 'Area/Mapping', functionArn: '…', at: '2026-…', reason: '…' }]
 */
export function listParked(state: State): Record<string, unknown>[] {
  const rows = state.db.prepare('SELECT id, source, function_arn, at, reason FROM parked ORDER BY id DESC LIMIT 1000').all();
  return rows.map(({ id, source, function_arn, at, reason }) => ({
    id,
    source,
    functionArn: function_arn,
    at: new Date(Number(at)).toISOString(),
    reason,
  }));
}
