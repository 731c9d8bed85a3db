import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Bundles a handler as it is deployed, and tells what is loaded when it starts: its file and the chunks it imports at once. */
async function bundle(entry: string): Promise<{ kib: number; packages: string[] }> {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    charset: 'utf8',
    target: 'node24',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const { outputs } = metafile;
  const start = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === entry) ?? '';
  const loaded = closure(outputs, start);
  const inputs = (files: readonly string[]) => [...new Set(files.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})))];
  const packagesOf = (files: readonly string[]) => [...new Set(inputs(files).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))];
  const bytes = loaded.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
  return { kib: bytes / 1024, packages: packagesOf(loaded) };
}

function closure(outputs: Metafile['outputs'], start: string): string[] {
  const seen = new Set([start]);
  for (const file of seen) {
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement' && path in outputs) seen.add(path);
  }
  return [...seen];
}

it('loads at most 420 KiB for a handler that touches only records, and no other service (D6)', async () => {
  const { kib, packages } = await bundle('functions/records/serve-records.ts');
  expect(kib).toBeLessThanOrEqual(420);
  expect(packages).toContain('@aws-sdk/client-dynamodb');
  for (const heavy of ['@aws-sdk/client-s3', '@aws-sdk/client-sfn', '@aws-sdk/lib-dynamodb', 'ajv', 'aws-xray-sdk-core']) expect(packages).not.toContain(heavy);
});

it.each(['functions/archives/keep-scan.ts', 'functions/organisation/relay-todos.ts', 'functions/organisation/authorise.ts'])(
  'starts %s within 650 KiB (D6)',
  async (entry) => {
    expect((await bundle(entry)).kib).toBeLessThanOrEqual(650);
  },
);
