import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';

export type Load = { readonly url: string; readonly token: string; readonly concurrency: number; readonly requests: number; readonly body?: readonly string[] };
export type Timing = { readonly perSecond: number; readonly p50: number; readonly p99: number };

/** Sends requests from a process of its own, so that the office is not slowed by its own customers. */
export function measure(load: Load): Promise<Timing> {
  const child = fork(new URL(import.meta.url), { serialization: 'advanced' });
  const { promise, resolve, reject } = Promise.withResolvers<Timing>();
  child.once('message', (timing) => resolve(timing as Timing));
  child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
  child.send(load);
  return promise.finally(() => child.kill());
}

async function run(load: Load): Promise<Timing> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  const took: number[] = [];
  let next = 0;
  const start = performance.now();
  const worker = async () => {
    for (let nth = next++; nth < load.requests; nth = next++) {
      const begun = performance.now();
      const status = await send(agent, load, load.body?.[nth]);
      if (status >= 300) throw new Error(`${load.url} answered ${status}`);
      took.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  const seconds = (performance.now() - start) / 1000;
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { perSecond: load.requests / seconds, p50: at(0.5), p99: at(0.99) };
}

function send(agent: Agent, { url, token }: Load, body: string | undefined): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const sent = request(url, { agent, method: body ? 'POST' : 'GET', headers }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode ?? 0));
  });
  sent.on('error', reject).end(body);
  return promise;
}

if (process.send) process.once('message', async (load) => process.send?.(await run(load as Load)));
