import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

/** Budgets of the first contract list (brotli, bytes) and of what a definition may add. */
const budgets = { scripts: 400 * 1024, styles: 80 * 1024, definition: 1.5 * 1024, heavyPage: 200 * 1024 };
/** What the first contract list loads besides the entry: the page of lists is part of it, the definition is not. */
const firstList = ['index.html', '../shared/areas/contracts/contract.resource.ts'];
/** Requests of the first list that are no files: page, configuration, token, person, projects, list, titles of units and buyers, clock. */
const otherRequests = 9;

type Chunk = { readonly file: string; readonly imports?: readonly string[]; readonly dynamicImports?: readonly string[]; readonly css?: readonly string[] };
let manifest: Record<string, Chunk>;
const outDir = mkdtempSync(join(tmpdir(), 'anchang-console-'));
const sizeOf = (file: string): number => readFileSync(join(outDir, `${file}.br`)).length;
const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + sizeOf(file), 0);

beforeAll(async () => {
  // The test runner's own value would make libraries keep their development code.
  vi.stubEnv('NODE_ENV', 'production');
  await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)), logLevel: 'error', build: { outDir } });
  manifest = JSON.parse(readFileSync(join(outDir, '.vite/manifest.json'), 'utf8'));
}, 240_000);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(outDir, { recursive: true });
});

/** Files that a module needs, with everything it imports. */
function filesOf(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`expected ${name} in the manifest of the build`);
    if (found.has(chunk.file)) continue;
    found.add(chunk.file);
    filesOf(chunk.imports ?? [], found);
  }
  return found;
}

describe('the first contract list', () => {
  test('loads at most 400 KB of script and 80 KB of style, compressed', () => {
    const scripts = [...filesOf(firstList)].filter((file) => file.endsWith('.js'));
    const styles = Object.values(manifest).flatMap((chunk) => (chunk.file.endsWith('.css') ? [chunk.file] : (chunk.css ?? [])));
    expect(total(scripts)).toBeLessThanOrEqual(budgets.scripts);
    expect(total(new Set(styles))).toBeLessThanOrEqual(budgets.styles);
    expect(new Set(styles).size).toBe(1);
  });

  test('needs at most 15 requests', () => {
    expect(filesOf(firstList).size + 1 + otherRequests).toBeLessThanOrEqual(15);
  });
});

test('a definition adds at most 1.5 KB', () => {
  for (const [name, { file }] of Object.entries(manifest))
    if (/\.(resource|operation)\.ts$/.test(name)) expect([name, sizeOf(file) <= budgets.definition]).toEqual([name, true]);
});

test('a page of its own adds at most 200 KB', () => {
  const first = filesOf(firstList);
  const pages = ['inbox', 'board', 'import', 'settings', 'flow', 'due-list', 'statements', 'keys', 'case/case', 'ledger/ledger', 'reconcile/reconcile'];
  for (const page of pages) {
    const added = [...filesOf([`src/pages/${page}.tsx`])].filter((file) => !first.has(file));
    expect([page, total(added) <= budgets.heavyPage]).toEqual([page, true]);
  }
});

describe('the page', () => {
  const html = () => readFileSync(join(outDir, 'index.html'), 'utf8');

  test('has a skeleton before its stylesheet, and no script of its own', () => {
    expect(html().indexOf('class="skeleton"')).toBeGreaterThan(0);
    expect(html().indexOf('rel="stylesheet"')).toBeGreaterThan(html().indexOf('class="skeleton"'));
    expect(html()).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(html()).toContain("script-src 'self'");
  });

  test('names no other host', () => {
    expect(html().replace(/http:\/\/www\.w3\.org\/2000\/svg/g, '')).not.toMatch(/https?:\/\//);
  });
});
