import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { keptBuild } from './kept-build.ts';

const root = mkdtempSync(join(tmpdir(), 'anchang-kept-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const [input, folder] = [join(root, 'input.ts'), join(root, 'kept', 'builds')];
let count = 0;
const built = (key = 'as usual') =>
  keptBuild({ folder, key }, async () => ({ result: { nth: ++count, bytes: new Uint8Array([1, 2]) }, inputs: [input, join(root, 'later.ts')] }));

it('builds once from the same files, and again when one of them, its absence or the key is another', async () => {
  writeFileSync(input, 'a');
  expect([(await built()).nth, (await built()).nth]).toEqual([1, 1]);
  expect((await built()).bytes).toEqual(new Uint8Array([1, 2]));
  writeFileSync(input, 'b');
  expect([(await built()).nth, (await built()).nth]).toEqual([2, 2]);
  writeFileSync(join(root, 'later.ts'), '');
  expect((await built()).nth).toBe(3);
  rmSync(input);
  expect((await built()).nth).toBe(4);
  expect([(await built('another')).nth, (await built()).nth]).toEqual([5, 4]);
  expect(existsSync(input)).toBe(false);
  expect(readdirSync(folder)).toHaveLength(2);
});
