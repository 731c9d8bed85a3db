import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { functionsOf } from './sizes.ts';

const runs = 15;

/** What a handler looks like when nobody minds its start: everything imported whole. */
const naive = `
import middy from '@middy/core';
import z from 'zod';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
const clients = [new DynamoDBClient({}), new S3Client({}), new SFNClient({})];
const schema = z.object({ id: z.string() });
export const handler = middy(async (event) => ({ statusCode: 200, body: JSON.stringify([schema.safeParse(event).success, clients.length, GetItemCommand.name]) }));
`;

/** Milliseconds from process start to a loaded handler: ours, and a naive one; medians of alternating runs. */
export function coldStarts(assembly: string): { records: number; naive: number } {
  const records = functionsOf(assembly).find((x) => x.file.endsWith('/records.mjs'));
  if (!records) throw new Error('expected a records function in the template');
  const dir = mkdtempSync(join(tmpdir(), 'anchang-cold-'));
  try {
    const file = join(dir, 'naive.mjs');
    writeFileSync(join(dir, 'naive.ts'), naive);
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
    buildSync({
      entryPoints: [join(dir, 'naive.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      outfile: file,
      banner,
      nodePaths: [join(process.cwd(), 'node_modules')],
    });
    const ours = records.file;
    const times = Array.from({ length: runs }, () => [load(ours), load(file)] as const);
    return { records: median(times.map(([x]) => x)), naive: median(times.map(([, x]) => x)) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function load(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - t);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, AWS_REGION: 'us-east-1', NODE_COMPILE_CACHE: '' },
  });
  return Number(stdout);
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
