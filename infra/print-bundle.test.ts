import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPdf } from '../functions/kit/print/testing.ts';
import { bundle, repositoryRoot } from './bundle.ts';

// A real path: macOS keeps its temporary folder behind a link.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'anchang-print-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A handler that prints, as an operation of an area would. */
const handler = `
  import { printForm } from ${JSON.stringify(join(repositoryRoot, 'functions/kit/print/print-form.ts'))};
  export const handler = () => printForm({ company: '云栖里', title: '催交款通知书', facts: [{ label: '买受人', value: '陈䶮' }], printedAt: '2026-11-21T06:30:00.000Z' });
`;
const call = `const { handler } = await import(process.argv[1]); process.stdout.write(await handler());`;

describe('a bundled handler that prints', () => {
  it('finds its font and its libraries in its own folder, and loads them only when it prints', async () => {
    writeFileSync(join(folder, 'print.ts'), handler);
    const { dir, bytes } = await bundle('print', { print: relative(repositoryRoot, join(folder, 'print.ts')) }, { outdir: folder });
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(['NotoSansSC_400Regular.ttf', 'LICENSE_FONT']));
    expect(bytes.print).toBeLessThan(64 * 1024);
    const pdf = execFileSync(process.execPath, ['--input-type=module', '-e', call, join(dir, 'print.mjs')], { cwd: folder, maxBuffer: 1 << 24 });
    expect(readPdf(pdf).text).toContain('陈䶮');
    // The subset holds the glyphs of this page, not the 10 MB of the font.
    expect(pdf.length).toBeLessThan(20_000);
  });

  it('brings no font where nothing is printed', async () => {
    const { dir } = await bundle('plain', { describe: 'functions/organisation/describe.ts' }, { outdir: folder });
    expect(readdirSync(dir).filter((name) => name.endsWith('.ttf'))).toEqual([]);
  });
});
