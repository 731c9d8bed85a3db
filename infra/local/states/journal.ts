import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Changes, type Execution, type Frame, noChanges } from './execution.ts';
import { isActive, wakeOf } from './frames.ts';

export type MachineRow = {
  arn: string;
  name: string;
  definition: string;
  role: string;
  created: number;
  revision: string;
  provisioned: number;
};
export type ExecutionRow = {
  arn: string;
  machine: string;
  name: string;
  role: string;
  definition: string;
  input: string;
  status: Execution['status'];
  started: number;
  stopped: number | null;
  deadline: number | null;
  output: string | null;
  error: string | null;
  cause: string | null;
  redrives: number;
  redriven: number | null;
  redrive_token: string | null;
};
export type TokenRow = { execution: string; path: string; turn: number };

/** What the engine writes and reads. Every read sees only what is committed. */
export type Journal = {
  database: DatabaseSync;
  /** Writes the changes of one execution; resolves once they are on disk. Frames and header are taken at the call. */
  commit(execution: Execution): Promise<void>;
  saveDefinition(text: string): string;
  definition(hash: string): string;
  execution(arn: string): ExecutionRow | undefined;
  frames(arn: string): Frame[];
  lastEvent(arn: string): number;
  token(token: string): TokenRow | undefined;
  /** Running executions with work that no outside event will start. */
  unfinished(): string[];
  /** What the clock has made due, at most `limit` of each kind. */
  due(now: number, limit: number): { executions: string[]; frames: { execution: string; path: string }[] };
  nextWake(): number | undefined;
  close(): void;
};

const schema = `
CREATE TABLE IF NOT EXISTS machines (arn TEXT PRIMARY KEY, name TEXT, definition TEXT, role TEXT, created INTEGER,
  revision TEXT, provisioned INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS executions (arn TEXT PRIMARY KEY, machine TEXT, name TEXT, role TEXT, definition TEXT,
  input TEXT, status TEXT, started INTEGER, stopped INTEGER, deadline INTEGER, output TEXT, error TEXT, cause TEXT,
  redrives INTEGER, redriven INTEGER, redrive_token TEXT);
CREATE INDEX IF NOT EXISTS executions_by_start ON executions (machine, started DESC, arn);
CREATE INDEX IF NOT EXISTS executions_by_status ON executions (machine, status, started DESC, arn);
CREATE INDEX IF NOT EXISTS executions_by_deadline ON executions (deadline) WHERE deadline IS NOT NULL;
CREATE TABLE IF NOT EXISTS frames (execution TEXT, path TEXT, data TEXT, wake INTEGER, active INTEGER,
  PRIMARY KEY (execution, path)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS frames_by_wake ON frames (wake) WHERE wake IS NOT NULL;
CREATE INDEX IF NOT EXISTS frames_active ON frames (execution) WHERE active = 1;
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, execution TEXT, path TEXT, turn INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (execution TEXT, id INTEGER, prev INTEGER, type TEXT, at INTEGER, details TEXT,
  PRIMARY KEY (execution, id)) WITHOUT ROWID;`;

type Write = { statements: (() => void)[]; resolve: () => void; reject: (error: unknown) => void };

/**
 * Opens the journal in `dir`. All commits of one turn of the event loop share one transaction and one fsync; a
 * second process on the same folder is refused by the exclusive lock.
 *
 * @example
 * const journal = openJournal('/var/lib/anchang/states')
 */
export function openJournal(dir: string): Journal {
  mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, 'states.db'));
  try {
    database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
    database.exec(schema);
  } catch (error) {
    database.close();
    const problem = String((error as Error).message);
    throw new Error(problem.includes('locked') ? `${dir} is in use by another process` : `${dir} cannot be opened: ${problem}`);
  }
  return { database, ...writer(database), ...reader(database) };
}

function writer(database: DatabaseSync): Pick<Journal, 'commit' | 'saveDefinition' | 'close'> {
  const put = statements(database);
  let queue: Write[] = [];
  let isClosed = false;

  const flush = () => {
    const batch = queue;
    queue = [];
    if (batch.length > 0) commitAll(database, batch);
  };

  return {
    commit(execution) {
      const writes = writesOf(execution, put);
      execution.changes = noChanges();
      return new Promise((resolve, reject) => {
        if (isClosed) return reject(new Error('the journal is closed'));
        queue.push({ statements: writes, resolve, reject });
        if (queue.length === 1) setImmediate(flush);
      });
    },
    saveDefinition(text) {
      const hash = createHash('sha256').update(text).digest('hex');
      put.definition.run(hash, text);
      return hash;
    },
    close() {
      if (isClosed) return;
      flush();
      isClosed = true;
      database.close();
    },
  };
}

function commitAll(database: DatabaseSync, batch: Write[]): void {
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const write of batch) for (const run of write.statements) run();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
    for (const write of batch) write.reject(error);
    return;
  }
  for (const write of batch) write.resolve();
}

function statements(database: DatabaseSync) {
  const row = (count: number) => Array.from({ length: count }, () => '?').join(',');
  return {
    definition: database.prepare(`INSERT OR IGNORE INTO definitions VALUES (${row(2)})`),
    header: database.prepare(`INSERT OR REPLACE INTO executions VALUES (${row(16)})`),
    event: database.prepare(`INSERT INTO history VALUES (${row(6)})`),
    frame: database.prepare(`INSERT OR REPLACE INTO frames VALUES (${row(5)})`),
    removeFrame: database.prepare('DELETE FROM frames WHERE execution = ? AND path = ?'),
    removeFrames: database.prepare('DELETE FROM frames WHERE execution = ?'),
    issue: database.prepare(`INSERT INTO tokens VALUES (${row(4)})`),
    revoke: database.prepare('DELETE FROM tokens WHERE token = ?'),
  };
}

/** Freezes the changes into writes: the execution goes on changing while they wait for the transaction. */
function writesOf(execution: Execution, put: ReturnType<typeof statements>): (() => void)[] {
  const { arn, changes } = execution;
  const isRunning = execution.status === 'RUNNING';
  const writes: [{ run: (...values: SQLInputValue[]) => unknown }, SQLInputValue[]][] = [];
  if (changes.hasHeader) writes.push([put.header, headerOf(execution)]);
  for (const { id, prev, type, at, details } of changes.events) writes.push([put.event, [arn, id, prev, type, at, details ? JSON.stringify(details) : null]]);
  for (const path of changes.removed) writes.push([put.removeFrame, [arn, path]]);
  // Frames of an ended execution stay for a redrive, asleep; a success leaves nothing to redrive.
  if (execution.status === 'SUCCEEDED') writes.push([put.removeFrames, [arn]]);
  else
    writes.push(
      ...frameRows(execution, changes).map(([frame, data]): (typeof writes)[number] => [
        put.frame,
        [arn, frame.path, data, isRunning ? (wakeOf(frame) ?? null) : null, isRunning && isActive(frame) ? 1 : 0],
      ]),
    );
  for (const { token, path, turn } of changes.issued) writes.push([put.issue, [token, arn, path, turn]]);
  for (const token of changes.revoked) writes.push([put.revoke, [token]]);
  return writes.map(
    ([statement, values]) =>
      () =>
        void statement.run(...values),
  );
}

function frameRows(execution: Execution, changes: Changes): [Frame, string][] {
  return [...changes.frames].flatMap((path) => {
    const frame = execution.frames.get(path);
    return frame ? [[frame, JSON.stringify(frame)]] : [];
  });
}

function headerOf(x: Execution): SQLInputValue[] {
  const identity = [x.arn, x.machineArn, x.name, x.roleArn, x.definitionHash, x.input, x.status, x.startedAt];
  const deadline = x.status === 'RUNNING' ? (x.deadline ?? null) : null;
  const end = [x.stoppedAt ?? null, deadline, x.output ?? null, x.error ?? null, x.cause ?? null];
  return [...identity, ...end, x.redriveCount, x.redrivenAt ?? null, x.redriveToken ?? null];
}

function reader(database: DatabaseSync): Omit<Journal, 'database' | 'commit' | 'saveDefinition' | 'close'> {
  const prepare = (sql: string) => database.prepare(sql);
  const get = {
    definition: prepare('SELECT text FROM definitions WHERE hash = ?'),
    execution: prepare('SELECT * FROM executions WHERE arn = ?'),
    frames: prepare('SELECT data FROM frames WHERE execution = ?'),
    lastEvent: prepare('SELECT max(id) AS id FROM history WHERE execution = ?'),
    token: prepare('SELECT execution, path, turn FROM tokens WHERE token = ?'),
    unfinished: prepare('SELECT DISTINCT execution FROM frames WHERE active = 1'),
    dueFrames: prepare('SELECT execution, path FROM frames WHERE wake <= ? ORDER BY wake LIMIT ?'),
    dueExecutions: prepare('SELECT arn FROM executions WHERE deadline <= ? ORDER BY deadline LIMIT ?'),
    nextFrame: prepare('SELECT min(wake) AS at FROM frames WHERE wake IS NOT NULL'),
    nextExecution: prepare('SELECT min(deadline) AS at FROM executions WHERE deadline IS NOT NULL'),
  };
  const column = (rows: Record<string, unknown>[], name: string) => rows.map((found) => String(found[name]));
  return {
    definition: (hash) => String(get.definition.get(hash)?.text),
    // The table's columns are the type's fields.
    execution: (arn) => get.execution.get(arn) as ExecutionRow | undefined,
    frames: (arn) => column(get.frames.all(arn), 'data').map((data) => JSON.parse(data) as Frame),
    lastEvent: (arn) => Number(get.lastEvent.get(arn)?.id ?? 0),
    token: (token) => get.token.get(token) as TokenRow | undefined,
    unfinished: () => column(get.unfinished.all(), 'execution'),
    due: (now, limit) => ({
      executions: column(get.dueExecutions.all(now, limit), 'arn'),
      frames: get.dueFrames.all(now, limit) as { execution: string; path: string }[],
    }),
    nextWake() {
      const times = [get.nextFrame.get()?.at, get.nextExecution.get()?.at].filter((at) => typeof at === 'number');
      return times.length > 0 ? Math.min(...times) : undefined;
    },
  };
}
