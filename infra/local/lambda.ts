import type { Clock } from './clock.ts';
import { createEnvironment } from './environment.ts';
import type { LambdaFailure } from './lambda-worker.ts';
import { createPool, type Pool, stopped } from './pool.ts';
import type { Fn } from './template/types.ts';

export type InvokeResult = { payload: string } | { error: LambdaFailure };
export type Log = (source: string, line: string) => void;

export type Lambda = {
  /** Runs a function with a JSON payload and answers its JSON result. An unknown function throws. */
  invoke(functionArn: string, payload: string): Promise<InvokeResult>;
  /** The function of an ARN, with or without a qualifier. */
  find(functionArn: string): Fn | undefined;
  /** Environments that run now, busy and idle. */
  warm(): number;
  close(): Promise<void>;
};

export type LambdaOptions = {
  functions: Fn[];
  clock: Clock;
  /** All environment variables of a function. */
  environment(fn: Fn): Record<string, string>;
  log: Log;
  /** Environments that a busy function gets, 2 unless given: a third takes some 80 MB and answers no faster on two cores. */
  perFunction?: number;
  /** Environments that may be warm in all, 8 unless given; the longest idle one gives way. */
  total?: number;
};

/** Lambda's limit for a synchronous request, in bytes. */
const maxPayloadBytes = 6_291_456;
const idleMs = 3 * 60_000;

/**
 * Runs the functions of a template, each event in an environment (a worker thread) of its own. Environments start when
 * they are needed, stay warm, and stop when idle.
 *
 * @example
 * const lambda = createLambda({ functions, clock, environment: (fn) => ({ ...fn.environment, ...keys(fn) }), log })
 * const result = await lambda.invoke(arn, '{"id":"ctr_1"}')
 */
export function createLambda(options: LambdaOptions): Lambda {
  const { total = 8 } = options;
  const pools = new Map<string, Pool>();
  let isClosed = false;
  const warm = () => [...pools.values()].reduce((sum, pool) => sum + pool.size(), 0);
  const makeRoom = () => {
    if (warm() >= total) longestIdle(pools)?.stopIdle();
  };
  for (const fn of options.functions) pools.set(fn.arn, createFunctionPool(fn, { options, makeRoom }));
  const sweep = setInterval(() => {
    const before = performance.now() - idleMs;
    for (const pool of pools.values()) while ((pool.idleSince() ?? before) < before) pool.stopIdle();
  }, idleMs / 10);
  sweep.unref();

  return {
    warm,
    find: (functionArn) => options.functions.find(({ arn }) => arn === unqualified(functionArn)),
    async invoke(functionArn, payload) {
      const pool = pools.get(unqualified(functionArn));
      if (!pool) throw new Error(`Function not found: ${functionArn}`);
      if (isClosed) return stopped;
      return tooLarge(payload) ?? pool.invoke(payload);
    },
    async close() {
      isClosed = true;
      clearInterval(sweep);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function createFunctionPool(fn: Fn, world: { options: LambdaOptions; makeRoom(): void }): Pool {
  const { clock, log, environment, perFunction = 2 } = world.options;
  return createPool({
    limit: Math.max(1, Math.min(perFunction, fn.reserved ?? perFunction)),
    create(events) {
      world.makeRoom();
      return createEnvironment({ fn, clock, variables: environment(fn), log: (line) => log(fn.name, line), ...events });
    },
    onDone(result) {
      if ('error' in result) log(fn.name, describe(result.error));
    },
  });
}

function longestIdle(pools: Map<string, Pool>): Pool | undefined {
  const since = (pool: Pool) => pool.idleSince() ?? Number.POSITIVE_INFINITY;
  const idle = [...pools.values()].filter((pool) => pool.idleSince() !== undefined);
  return idle.sort((a, b) => since(a) - since(b))[0];
}

/** An ARN may end in a version or an alias; there is one version. */
function unqualified(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}

function tooLarge(payload: string): InvokeResult | undefined {
  const size = Buffer.byteLength(payload);
  if (size <= maxPayloadBytes) return undefined;
  const errorMessage = `${size} byte payload is too large (limit ${maxPayloadBytes} bytes)`;
  return { error: { errorType: 'RequestTooLargeException', errorMessage } };
}

function describe({ errorType, errorMessage, trace }: LambdaFailure): string {
  return trace?.join('\n') ?? `${errorType}: ${errorMessage}`;
}
