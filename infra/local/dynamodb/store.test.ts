import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { invalid } from './errors.ts';
import { openStore, type Store } from './store.ts';
import { clientOf, startLocal, tableInput } from './testing.ts';

describe('store', () => {
  let dir: string;
  let store: Store;
  const onRollback = vi.fn();
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'anchang-store-'));
    store = openStore(dir, { onCommit: () => {}, onRollback });
    store.define('CREATE TABLE notes(text TEXT)');
    onRollback.mockClear();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await store.close();
    await rm(dir, { recursive: true });
  });
  const add = (text: string) => store.write(() => store.statement('INSERT INTO notes VALUES(?)').run(text).changes);
  const notes = () =>
    store
      .statement('SELECT text FROM notes ORDER BY text')
      .all()
      .map(({ text }) => text);

  it('commits all writes of one turn of the event loop at once', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    await Promise.all(['a', 'b', 'c'].map(add));
    await add('d');
    expect(exec.mock.calls.filter(([sql]) => sql === 'COMMIT')).toHaveLength(2);
    expect(notes()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('undoes work that is refused, and that work alone', async () => {
    const refused = store.write(() => {
      store.statement('INSERT INTO notes VALUES(?)').run('refused');
      throw invalid('no');
    });
    const results = await Promise.allSettled([add('a'), refused, add('b')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(notes()).toEqual(['a', 'b']);
    expect(onRollback).not.toHaveBeenCalled();
  });

  it('acknowledges nothing when the disk is full, and goes on when there is room again', async () => {
    await add('before');
    store.define('PRAGMA max_page_count=1');
    const results = await Promise.allSettled(['x', 'y'].map((letter) => add(letter.repeat(200_000))));
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { errcode: 13 } });
    expect(onRollback).toHaveBeenCalled();
    expect(notes()).toEqual(['before']);
    store.define('PRAGMA max_page_count=1000000');
    await add('after');
    expect(notes()).toEqual(['after', 'before']);
  });

  it('rejects every write of a commit that fails', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    exec.mockImplementation(function (this: DatabaseSync, sql: string) {
      if (sql === 'COMMIT') throw new Error('disk I/O error');
      this.prepare(sql).run();
    });
    const results = await Promise.allSettled(['a', 'b'].map(add));
    expect(results).toMatchObject([{ reason: { message: 'disk I/O error' } }, { reason: { message: 'disk I/O error' } }]);
    exec.mockRestore();
    expect(notes()).toEqual([]);
    await add('c');
    expect(notes()).toEqual(['c']);
  });

  it('writes through to the disk before it acknowledges', () => {
    expect(store.statement('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(store.statement('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });

  it('does not open what is no store, and leaves it free', async () => {
    const other = await mkdtemp(join(tmpdir(), 'anchang-damaged-'));
    try {
      await writeFile(join(other, 'dynamodb.sqlite'), 'this is no database file at all, however long it may be'.repeat(50));
      expect(() => openStore(other, { onCommit: () => {}, onRollback: () => {} })).toThrow('file is not a database');
    } finally {
      await rm(other, { recursive: true });
    }
  });
});

describe('an engine whose disk is full', () => {
  it('answers an internal error in one line of log, and keeps serving', async () => {
    const office = await startLocal();
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { prepare } = DatabaseSync.prototype;
    try {
      const db = clientOf(office, 1);
      await db.createTable(tableInput('notes', ['pk:S']));
      const spy = vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql: string) {
        if (sql.startsWith('INSERT OR REPLACE INTO counters')) throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
        return prepare.call(this, sql);
      });
      await expect(db.createTable(tableInput('more', ['pk:S'], { byTeam: ['team:S'] }))).rejects.toMatchObject({ name: 'InternalServerError' });
      expect(log.mock.calls).toEqual([['dynamodb:', 'database or disk is full']]);
      expect((await db.listTables({})).TableNames).toEqual(['notes']);
      spy.mockRestore();
      await db.createTable(tableInput('more', ['pk:S'], { byTeam: ['team:S'] }));
    } finally {
      vi.restoreAllMocks();
      await office.stop();
    }
  });
});
