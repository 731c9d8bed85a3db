import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { DynamoError } from './errors.ts';

/** The database file and the one way to change it. */
export type Store = {
  /** The prepared statement of a text, prepared once. */
  statement(sql: string): StatementSync;
  /** Runs statements that define the schema; forgets prepared statements. */
  define(sql: string): void;
  /**
   * Runs `work` in a transaction shared by all work asked for in this turn of the event loop: one fsync for all. Resolves after the
   * commit; rejects with what `work` threw, which undoes that work alone, or with the error of the commit, which undoes all.
   */
  write<T>(work: () => T): Promise<T>;
  close(): Promise<void>;
};

type Job = { work: () => unknown; resolve: (result: unknown) => void; reject: (error: unknown) => void };

/** `items_N` and `index_N_M` are made with their table; the catalogue is small and read whole at the start. */
const schema = `
  CREATE TABLE IF NOT EXISTS tables(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS counters(owner TEXT PRIMARY KEY, items INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tokens(token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS tokens_at ON tokens(at);
  CREATE TABLE IF NOT EXISTS streams(id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, description TEXT NOT NULL, trimmed INTEGER NOT NULL, disabled_at INTEGER);
  CREATE TABLE IF NOT EXISTS records(sequence INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, at INTEGER NOT NULL, record TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS records_stream ON records(stream, sequence);
  CREATE INDEX IF NOT EXISTS records_at ON records(at);
`;

/** What the owner of a store is told: a commit, and work that broke down, after which what is held in memory may no longer be so. */
export type StoreEvents = { onCommit(): void; onRollback(): void };

/**
 * Opens the store under `dir`.
 * Throws SQLite's error for a damaged file, and "database is locked" when another process has it open.
 *
 * @example
 * const store = openStore('/var/lib/anchang/dynamodb', { onCommit: () => {}, onRollback: () => reload() })
 */
export function openStore(dir: string, events: StoreEvents): Store {
  mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, 'dynamodb.sqlite'));
  prepare(database);
  const statements = new Map<string, StatementSync>();
  let jobs: Job[] = [];
  const flush = () => {
    const batch = jobs;
    jobs = [];
    if (batch.length > 0) commit({ database, ...events }, batch);
  };
  return {
    statement(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const prepared = database.prepare(sql);
      statements.set(sql, prepared);
      return prepared;
    },
    define(sql) {
      database.exec(sql);
      statements.clear();
    },
    write<T>(work: () => T) {
      return new Promise<T>((resolve, reject) => {
        if (jobs.length === 0) setImmediate(flush);
        // The promise is typed by `work`, which is what `resolve` will get.
        jobs.push({ work, resolve: resolve as Job['resolve'], reject });
      });
    },
    async close() {
      flush();
      database.close();
    },
  };
}

function prepare(database: DatabaseSync): void {
  try {
    // Exclusive: a second process on the same folder fails at its start, and the write-ahead log needs no shared-memory file.
    database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;');
    database.exec(schema);
  } catch (error) {
    database.close();
    throw error;
  }
}

type Target = StoreEvents & { database: DatabaseSync };

function commit(target: Target, batch: Job[]): void {
  const { database, onCommit, onRollback } = target;
  const settlements: (() => void)[] = [];
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const job of batch) settlements.push(attempt(target, job));
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    onRollback();
    for (const job of batch) job.reject(error);
    return;
  }
  for (const settle of settlements) settle();
  onCommit();
}

/** Runs one job in a savepoint. Throws only when the whole transaction is lost, as on a full disk. */
function attempt({ database, onRollback }: Target, job: Job): () => void {
  database.exec('SAVEPOINT job');
  try {
    const result = job.work();
    database.exec('RELEASE job');
    return () => job.resolve(result);
  } catch (error) {
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO job; RELEASE job');
    // A refusal comes before any change; what broke down in the middle may have left its mark in memory.
    if (!(error instanceof DynamoError)) onRollback();
    return () => job.reject(error);
  }
}
