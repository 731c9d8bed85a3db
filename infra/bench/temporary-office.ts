import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot, type Cloud } from '../local/boot.ts';
import { createOffice, enterOffice, tokenOf } from '../office.ts';
import type { Office } from '../rehearsal/office.ts';

/** What one request or task cost, as its function logged it. */
export type Served = { readonly action: string; readonly calls: number; readonly readUnits: number; readonly writeUnits: number; readonly indexUnits: number };

export type TemporaryOffice = {
  readonly cloud: Cloud;
  readonly people: Office;
  /** An access token of a person. */
  token(login: string): Promise<string>;
  readonly assembly: string;
  /** Milliseconds from the synthesized application to the first answer, without the demonstration. */
  readonly bootMs: number;
  readonly synthMs: number;
  /** Takes what has been served since the last call. */
  take(): Served[];
  close(): Promise<void>;
};

/** An office of its own in a temporary folder, seeded like a first start, that tells what everything costs. */
export async function openTemporaryOffice(): Promise<TemporaryOffice> {
  const data = mkdtempSync(join(tmpdir(), 'anchang-bench-'));
  const assembly = join(data, 'cdk.out');
  // As in `npm start`: threads compile the same modules again and again.
  process.env.NODE_COMPILE_CACHE = join(data, 'compiled');
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const office = createOffice(data);
  const start = performance.now();
  await office.synth(assembly);
  const synthMs = performance.now() - start;
  liftThrottle(assembly);
  const served: Served[] = [];
  const log = (_source: string, line: string) => {
    if (line.includes('"message":"served"')) served.push(JSON.parse(line) as Served);
  };
  const booting = performance.now();
  let bootMs = 0;
  const seed = async (cloud: Cloud) => {
    await fetch(`${cloud.origin}/_local/health`);
    bootMs = performance.now() - booting;
    await office.seed?.(cloud);
  };
  const cloud = await boot({ ...office, data, assembly, port: 0, seed, log });
  return {
    cloud,
    assembly,
    bootMs,
    synthMs,
    people: enterOffice(cloud.origin, data),
    token: (login) => tokenOf(cloud.origin, data)(login, true),
    take: () => served.splice(0),
    async close() {
      await cloud.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** What the office can do is measured, not how many requests a second it is meant to take. */
function liftThrottle(assembly: string): void {
  for (const name of readdirSync(assembly).filter((file) => file.endsWith('.template.json'))) {
    const file = join(assembly, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/("Throttling(?:Rate|Burst)Limit": ?)\d+/g, '$1100000'));
  }
}
