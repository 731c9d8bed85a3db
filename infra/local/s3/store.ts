import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Blobs, openBlobs } from './blobs.ts';

/** Inside a write: `drop` removes data files once the commit is on the disk. */
export type Transaction = { drop(ids: string[]): void };

export type Store = {
  blobs: Blobs;
  /** A prepared statement, kept. */
  sql(text: string): StatementSync;
  /**
   * Runs `change` in a transaction of its own and resolves once it is on the disk; an error undoes that change alone.
   * Writes of one turn of the event loop share a commit, so that sixteen clients cost one fsync, not sixteen.
   */
  write<T>(change: (transaction: Transaction) => T): Promise<T>;
  close(): void;
};

const schema = `
  CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL, versioning TEXT, settings TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
    is_latest INTEGER NOT NULL, is_marker INTEGER NOT NULL, modified INTEGER NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, sha256 TEXT NOT NULL, checksum TEXT NOT NULL,
    pieces TEXT NOT NULL, headers TEXT NOT NULL, tags TEXT NOT NULL,
    lock_mode TEXT, lock_until INTEGER, legal_hold TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS version_by_id ON versions (bucket, key, version_id);
  CREATE UNIQUE INDEX IF NOT EXISTS latest_version ON versions (bucket, key) WHERE is_latest = 1;
  CREATE INDEX IF NOT EXISTS version_order ON versions (bucket, key, seq DESC);
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated INTEGER NOT NULL,
    algorithm TEXT NOT NULL, checksum_type TEXT NOT NULL, is_explicit INTEGER NOT NULL, draft TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL, number INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    algorithm TEXT NOT NULL, checksum TEXT NOT NULL, modified INTEGER NOT NULL, PRIMARY KEY (upload, number)
  ) STRICT, WITHOUT ROWID;`;

type Waiting = { change: (transaction: Transaction) => unknown; resolve(value: unknown): void; reject(error: unknown): void };

/**
 * Opens the index and the data files under `dir`, and drops what a crash left half written. Throws where the index is
 * gone and the data files are not: to drop those would be to lose every object.
 *
 * @example
 * const store = openStore(dir)
 * await store.write(() => store.sql('DELETE FROM uploads WHERE id = ?').run(id))
 */
export function openStore(dir: string): Store {
  const { db, blobs } = openFiles(dir);

  const statements = new Map<string, StatementSync>();
  const sql = (text: string) => {
    const statement = statements.get(text) ?? db.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  let waiting: Waiting[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) commitTogether({ db, blobs }, batch);
  };
  return {
    blobs,
    sql,
    write<T>(change: (transaction: Transaction) => T) {
      return new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        // What goes into `resolve` is the value of this very `change`.
        waiting.push({ change, resolve: resolve as (value: unknown) => void, reject });
      });
    },
    close() {
      flush();
      db.close();
    },
  };
}

function openFiles(dir: string): { db: DatabaseSync; blobs: Blobs } {
  fs.mkdirSync(dir, { recursive: true });
  const index = path.join(dir, 'index.sqlite');
  const data = path.join(dir, 'blobs');
  if (!fs.existsSync(index) && fs.existsSync(data) && fs.readdirSync(data).length > 0)
    throw new Error(`${dir} is damaged: it has data files and no index.sqlite`);
  const db = new DatabaseSync(index);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  // One transaction, so that the first start costs one fsync.
  db.exec(`BEGIN; ${schema} COMMIT`);
  const blobs = openBlobs(data);
  blobs.sweep(referencedBlobs(db));
  return { db, blobs };
}

function commitTogether(store: { db: DatabaseSync; blobs: Blobs }, batch: Waiting[]): void {
  const { db, blobs } = store;
  const dropped: string[] = [];
  const answers: (() => void)[] = [];
  try {
    db.exec('BEGIN IMMEDIATE');
    for (const { change, resolve, reject } of batch) {
      const own: string[] = [];
      db.exec('SAVEPOINT one');
      try {
        const value = change({ drop: (ids) => void own.push(...ids) });
        dropped.push(...own);
        answers.push(() => resolve(value));
      } catch (error) {
        db.exec('ROLLBACK TO one');
        answers.push(() => reject(error));
      }
      db.exec('RELEASE one');
    }
    db.exec('COMMIT');
  } catch (error) {
    // The disk refused: nobody's change stands.
    if (db.isTransaction) db.exec('ROLLBACK');
    for (const { reject } of batch) reject(error);
    return;
  }
  blobs.remove(dropped);
  for (const answer of answers) answer();
}

function referencedBlobs(db: DatabaseSync): Set<string> {
  const rows = db
    .prepare(`SELECT json_extract(piece.value, '$.id') AS id FROM versions, json_each(versions.pieces) AS piece
      UNION SELECT blob AS id FROM parts`)
    .all();
  return new Set(rows.map((row) => String(row.id)));
}
