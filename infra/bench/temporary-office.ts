import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { keptBuilds } from '../bundle.ts';
import { createOffice, enterOffice, partnersFolder, tokenOf } from '../office.ts';
import type { Office } from '../rehearsal/office.ts';

/** What one request or task cost, as its function logged it. */
export type Served = { readonly action: string; readonly calls: number; readonly readUnits: number; readonly writeUnits: number; readonly indexUnits: number };
/** Of the whole process of the office: CPU time of all its threads since its start, and memory. */
export type Usage = { readonly cpuMs: number; readonly memoryMiB: number };

/** An office that is open for a while: the very process that `npm start` runs. */
export type TemporaryOffice = {
  readonly origin: string;
  readonly people: Office;
  /** Where the key pairs of the demonstration's banks and law firm are. */
  readonly partners: string;
  /** An access token of a person. */
  token(login: string): Promise<string>;
  usage(): Promise<Usage>;
  /** Milliseconds from the command to the open office; at the first opening with the demonstration. */
  readonly bootMs: number;
  /** Takes what has been served since the last call, by an office that is counted. */
  take(): Promise<Served[]>;
  close(): Promise<void>;
};
/** A folder with an office of its own. */
export type OfficeFolder = {
  readonly assembly: string;
  /** Opens it; the first opening takes in the demonstration. */
  open(options: Opening): Promise<TemporaryOffice>;
  remove(): void;
};

/** One that is counted tells what everything costs, which takes time itself; functions that stay warm are as many as in `npm start` unless given. */
type Opening = { readonly isCounted: boolean; readonly environments?: number };

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What it took to make the assembly: from nothing, from the bundles that were there, and when there was nothing to do; ms. */
type SynthMs = { readonly first: number; readonly again: number; readonly unchanged: number };

/** Synthesizes the application into a temporary folder. */
export async function prepareOffice(): Promise<OfficeFolder & { readonly synthMs: SynthMs }> {
  const data = mkdtempSync(join(tmpdir(), 'anchang-bench-'));
  const assembly = join(data, 'cdk.out');
  const office = createOffice(data);
  const synthesize = async () => {
    const start = performance.now();
    await office.synth(assembly);
    return performance.now() - start;
  };
  rmSync(keptBuilds, { recursive: true, force: true });
  const first = await synthesize();
  rmSync(assembly, { recursive: true });
  const synthMs = { first, again: await synthesize(), unchanged: await synthesize() };
  return { ...officeIn(data), synthMs };
}

/** The office of a folder that has its assembly in `cdk.out`. */
export function officeIn(data: string): OfficeFolder {
  const assembly = join(data, 'cdk.out');
  liftThrottle(assembly);
  return { assembly, open: (options) => openOffice(data, assembly, options), remove: () => rmSync(data, { recursive: true, force: true }) };
}

async function openOffice(data: string, assembly: string, { isCounted, environments }: Opening): Promise<TemporaryOffice> {
  const served: Served[] = [];
  const start = performance.now();
  const command = ['infra/setup.mjs', 'infra/local/main.ts', '--port', '0', '--data', data, '--assembly', assembly, '--no-synth'];
  const more = [...(isCounted ? ['--verbose'] : []), ...(environments ? ['--environments', String(environments)] : [])];
  const child = spawn(process.execPath, [...command, ...more], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill();
  process.once('exit', kill);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const opened = Promise.withResolvers<string>();
  child.once('exit', (code) => opened.reject(new Error(`the office ended with ${code} before it was open`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, address] = /office is open: (\S+)/.exec(line) ?? [];
    if (address) opened.resolve(address);
    if (line.includes('"message":"served"')) served.push(JSON.parse(line.slice(line.indexOf('{'))) as Served);
  });
  const origin = await opened.promise;
  const usage = async () => (await (await fetch(`${origin}/_local/health`)).json()) as Usage;
  return {
    origin,
    usage,
    bootMs: performance.now() - start,
    people: enterOffice(origin, data),
    partners: partnersFolder(data),
    token: (login) => tokenOf(origin, data)(login, true),
    async take() {
      // A line is written before its request is answered; one more answer, and it has been read.
      await usage();
      return served.splice(0);
    },
    async close() {
      process.off('exit', kill);
      kill();
      await exited;
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
