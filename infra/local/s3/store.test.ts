import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from './store.ts';

let dir: string;
let store: Store;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'anchang-s3-'));
  store = openStore(dir);
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true });
});

const add = (name: string) => store.sql("INSERT INTO buckets (name, created, settings) VALUES (?, 0, '{}')").run(name);
const names = () =>
  store
    .sql('SELECT name FROM buckets ORDER BY name')
    .all()
    .map((row) => row.name);
const bytes = async function* () {
  yield Buffer.from('data');
};

test('undoes a failed write alone, though others share its commit', async () => {
  const results = await Promise.allSettled([
    store.write(() => void add('a')),
    store.write(() => {
      add('b');
      throw new Error('changed my mind');
    }),
    store.write(() => void add('c')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(names()).toEqual(['a', 'c']);
});

test('removes data files only once the write that drops them stands', async () => {
  const [kept, dropped] = [await store.blobs.write(bytes()), await store.blobs.write(bytes())];
  const file = (id: string) => path.join(dir, 'blobs', id);
  await store.write(({ drop }) => drop([dropped]));
  const failed = store.write(({ drop }) => {
    drop([kept]);
    throw new Error('changed my mind');
  });
  await expect(failed).rejects.toThrow('changed my mind');
  expect([existsSync(file(kept)), existsSync(file(dropped))]).toEqual([true, false]);
});

test('finishes what waits when it is closed', async () => {
  const written = store.write(() => void add('late'));
  store.close();
  await written;
  store = openStore(dir);
  expect(names()).toEqual(['late']);
});
