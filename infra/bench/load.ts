import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';

export type Call = { readonly method?: 'GET' | 'POST' | 'PATCH'; readonly url: string; readonly body?: string };
/** Calls are made in turn, `concurrency` at a time, until `count` were made or, with `seconds`, until that time is over. */
export type Load = {
  readonly calls: readonly Call[];
  readonly token: string;
  readonly concurrency: number;
  readonly count?: number;
  readonly seconds?: number;
};
export type Timing = {
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the office for each request, all its threads. */
  readonly cpuMs: number;
  /** What stood under `data` in the answers to writes. */
  readonly written: readonly Written[];
};
export type Written = { readonly id: string; readonly version: string };
/** Customers of the office in a process of their own, so that the office is not slowed by them. */
export type Customers = { measure(load: Load): Promise<Timing>; close(): void };

type Run = Omit<Timing, 'cpuMs'>;

/** Starts a process that sends requests. `cpuMs` answers the CPU time of the office, all its threads. */
export function openCustomers(cpuMs: () => Promise<number>): Customers {
  const child = fork(new URL(import.meta.url), { serialization: 'advanced' });
  return {
    async measure(load) {
      const { promise, resolve, reject } = Promise.withResolvers<Run>();
      const onExit = (code: number | null) => reject(new Error(`the load generator ended with ${code}`));
      const before = await cpuMs();
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message as Run); // what `run` below answers
      });
      child.send(load);
      const run = await promise;
      return { ...run, cpuMs: ((await cpuMs()) - before) / run.count };
    },
    close: () => void child.kill(),
  };
}

async function run(load: Load): Promise<Run> {
  const { calls, concurrency, count = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = load;
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const took: number[] = [];
  const written: Written[] = [];
  let next = 0;
  const start = performance.now();
  const until = start + seconds * 1000;
  const worker = async () => {
    for (let nth = next++; nth < count && performance.now() < until; nth = next++) {
      const call = calls[nth % calls.length];
      if (!call) throw new Error('expected at least one call');
      const begun = performance.now();
      const { status, text } = await send(agent, load.token, call);
      if (status >= 300) throw new Error(`${call.method ?? 'GET'} ${call.url} answered ${status}: ${text}`);
      took.push(performance.now() - begun);
      if (call.body) written.push((JSON.parse(text) as { data: Written }).data);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const elapsed = (performance.now() - start) / 1000;
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { count: took.length, perSecond: took.length / elapsed, p50: at(0.5), p99: at(0.99), written };
}

function send(agent: Agent, token: string, { method = 'GET', url, body }: Call): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const sent = request(url, { agent, method, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
  });
  sent.on('error', reject).end(body);
  return promise;
}

if (process.send) process.on('message', async (load) => process.send?.(await run(load as Load)));
