import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { createEnvironment, type Environment } from './environment.ts';
import type { LambdaFailure } from './lambda-worker.ts';
import type { Fn } from './template/types.ts';

export type InvokeResult = { payload: string } | { error: LambdaFailure };
export type Log = (source: string, line: string) => void;

export type Lambda = {
  /** Runs a function with a JSON payload and answers its JSON result. An unknown function throws. */
  invoke(functionArn: string, payload: string): Promise<InvokeResult>;
  /** The function of an ARN, with or without a qualifier. */
  find(functionArn: string): Fn | undefined;
  /** Calls `fn` after every invocation. */
  onDone(fn: () => void): void;
  /** Environments that run now, busy and idle. */
  warm(): number;
  close(): Promise<void>;
};

type Job = { payload: string; resolve(result: InvokeResult): void };
type Pool = { fn: Fn; limit: number; all: Set<Environment>; idle: Environment[]; queue: Job[] };

/** Lambda's limit for a synchronous request, in bytes. */
const maxPayloadBytes = 6_291_456;
const idleMs = 3 * 60_000;

/**
 * Runs the functions of a template, each event in an environment (a worker thread) of its own. Environments start when
 * they are needed, stay warm, and stop when idle; a busy function gets up to `perFunction` of them.
 *
 * @example
 * const lambda = createLambda({ functions, clock, environment: (fn) => ({ ...fn.environment, ...keys(fn) }), log })
 * const result = await lambda.invoke(arn, '{"id":"ctr_1"}')
 */
export function createLambda(options: {
  functions: Fn[];
  clock: Clock;
  /** All environment variables of a function. */
  environment(fn: Fn): Record<string, string>;
  log: Log;
  perFunction?: number;
  /** Environments that may be warm in all; the longest idle one gives way. */
  total?: number;
}): Lambda {
  const { clock, log, perFunction = 3, total = 8 } = options;
  const pools = new Map<string, Pool>();
  for (const fn of options.functions) {
    const limit = Math.max(1, Math.min(perFunction, fn.reserved ?? perFunction));
    pools.set(fn.arn, { fn, limit, all: new Set(), idle: [], queue: [] });
  }
  let isClosed = false;
  let done = () => {};
  const warm = () => [...pools.values()].reduce((sum, pool) => sum + pool.all.size, 0);

  const report = (fn: Fn, { errorType, errorMessage, trace }: LambdaFailure) => log(fn.name, trace?.join('\n') ?? `${errorType}: ${errorMessage}`);

  const stopLongestIdle = () => {
    const candidates = [...pools.values()].flatMap((pool) => pool.idle.map((environment) => ({ pool, environment })));
    const [oldest] = candidates.sort((a, b) => a.environment.idleSince - b.environment.idleSince);
    if (!oldest) return;
    oldest.pool.idle.splice(oldest.pool.idle.indexOf(oldest.environment), 1);
    void oldest.environment.stop();
  };

  const start = (pool: Pool) => {
    if (warm() >= total) stopLongestIdle();
    const environment: Environment = createEnvironment({
      fn: pool.fn,
      clock,
      variables: options.environment(pool.fn),
      log: (line) => log(pool.fn.name, line),
      onReady: () => next(pool, environment),
      onBroken(error) {
        report(pool.fn, error);
        pool.queue.shift()?.resolve({ error });
      },
      onExit: () => {
        pool.all.delete(environment);
        const at = pool.idle.indexOf(environment);
        if (at >= 0) pool.idle.splice(at, 1);
        if (pool.queue.length > pool.all.size && !isClosed) start(pool);
      },
    });
    pool.all.add(environment);
  };

  const next = (pool: Pool, environment: Environment) => {
    const job = pool.queue.shift();
    if (job) void work(pool, { environment, job });
    else {
      environment.idleSince = performance.now();
      pool.idle.push(environment);
    }
  };

  const work = async (pool: Pool, { environment, job }: { environment: Environment; job: Job }) => {
    const result = await environment.run(randomUUID(), job.payload);
    if ('error' in result) report(pool.fn, result.error);
    job.resolve(result);
    if (environment.isAlive()) next(pool, environment);
    done();
  };

  const sweep = setInterval(() => {
    const before = performance.now() - idleMs;
    for (const pool of pools.values())
      for (const environment of pool.idle.splice(0))
        if (environment.idleSince < before) void environment.stop();
        else pool.idle.push(environment);
  }, idleMs / 10);
  sweep.unref();

  const find = (functionArn: string) => pools.get(functionArn.split(':').slice(0, 7).join(':'));
  return {
    warm,
    onDone(fn) {
      done = fn;
    },
    find: (functionArn) => find(functionArn)?.fn,
    invoke(functionArn, payload) {
      const pool = find(functionArn);
      if (!pool) throw new Error(`Function not found: ${functionArn}`);
      if (isClosed) return Promise.resolve({ error: { errorType: 'Runtime.Stopped', errorMessage: 'the cloud is stopping' } });
      const size = Buffer.byteLength(payload);
      if (size > maxPayloadBytes)
        return Promise.resolve({
          error: { errorType: 'RequestTooLargeException', errorMessage: `${size} byte payload is too large (limit ${maxPayloadBytes} bytes)` },
        });
      return new Promise((resolve) => {
        const environment = pool.idle.pop();
        if (environment) return void work(pool, { environment, job: { payload, resolve } });
        pool.queue.push({ payload, resolve });
        if (pool.all.size < pool.limit) start(pool);
      });
    },
    async close() {
      isClosed = true;
      clearInterval(sweep);
      const error = { errorType: 'Runtime.Stopped', errorMessage: 'the cloud is stopping' };
      for (const pool of pools.values()) for (const job of pool.queue.splice(0)) job.resolve({ error });
      await Promise.all([...pools.values()].flatMap((pool) => [...pool.all].map((environment) => environment.stop())));
    },
  };
}
