import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { Clock } from './clock.ts';
import type { InvokeResult } from './lambda.ts';
import type { EnvironmentData, FromEnvironment, Invocation, LambdaFailure } from './lambda-worker.ts';
import type { Fn } from './template/types.ts';

/** One execution environment: a worker thread that has loaded the function's module. */
export type Environment = {
  run(id: string, payload: string): Promise<InvokeResult>;
  isAlive(): boolean;
  /** In ms of `performance.now()`. */
  idleSince: number;
  stop(): Promise<void>;
};

export type EnvironmentEvents = {
  onReady(): void;
  /** The module could not be loaded. */
  onBroken(error: LambdaFailure): void;
  onExit(): void;
};

/** Lambda gives a module ten seconds to load. */
const initMs = 10_000;
/** A small nursery: with V8's own size each warm environment takes twice the memory and answers no faster. */
const youngMb = 4;

/**
 * Starts an environment. It answers one event at a time; a time-out, a crash or `process.exit` ends it.
 *
 * @example
 * const environment = createEnvironment({ fn, clock, variables, log, onReady, onBroken, onExit })
 */
export function createEnvironment(
  setup: EnvironmentEvents & { fn: Fn; clock: Clock; variables: Record<string, string>; log(line: string): void },
): Environment {
  const { fn } = setup;
  const worker = startWorker(setup);

  let settle: ((result: InvokeResult) => void) | undefined;
  let isAlive = true;
  let isReady = false;
  let requestId = '';
  let alarm = setTimeout(() => end(timedOut('INIT', initMs)), initMs);

  /** Ends the environment; whatever it was doing fails with `error`. */
  const end = (error: LambdaFailure) => {
    if (!isAlive) return;
    isAlive = false;
    clearTimeout(alarm);
    settle?.({ error });
    if (!isReady) setup.onBroken(error);
    void worker.terminate();
  };

  worker.on('message', (message: FromEnvironment) => {
    if ('lines' in message) for (const line of message.lines) setup.log(line);
    if (message.kind === 'logged') return;
    clearTimeout(alarm);
    if (message.kind === 'ready') {
      isReady = true;
      setup.onReady();
    } else if (message.kind === 'broken') end(message.error);
    else settle?.(message.kind === 'done' ? { payload: message.payload } : { error: message.error });
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const errorType = isMemory ? 'Runtime.OutOfMemory' : 'Runtime.UnhandledPromiseRejection';
    end({ errorType, errorMessage: `RequestId: ${requestId} Error: ${error.message ?? error}` });
  });
  worker.on('exit', (code) => {
    const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`;
    end({ errorType: 'Runtime.ExitError', errorMessage });
    setup.onExit();
  });

  return {
    idleSince: performance.now(),
    isAlive: () => isAlive,
    run(id, payload) {
      requestId = id;
      const timeoutMs = fn.timeoutSeconds * 1000;
      return new Promise<InvokeResult>((resolve) => {
        settle = resolve;
        alarm = setTimeout(() => end(timedOut(id, timeoutMs)), timeoutMs);
        const deadline = performance.timeOrigin + performance.now() + timeoutMs;
        worker.postMessage({ id, payload, deadline } satisfies Invocation);
      }).finally(() => {
        clearTimeout(alarm);
        settle = undefined;
      });
    },
    async stop() {
      isAlive = false;
      clearTimeout(alarm);
      settle?.({ error: { errorType: 'Runtime.Stopped', errorMessage: 'the environment was stopped' } });
      await worker.terminate();
    },
  };
}

function startWorker(setup: { fn: Fn; clock: Clock; variables: Record<string, string>; log(line: string): void }): Worker {
  const { file, export: name, arn, memoryMb } = setup.fn;
  const data: EnvironmentData = { file, export: name, name: setup.fn.name, arn, memoryMb, clock: setup.clock.shared };
  const worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
    workerData: data,
    env: setup.variables,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngMb },
  });
  for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on('line', setup.log);
  return worker;
}

function timedOut(id: string, ms: number): LambdaFailure {
  return { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${id} Error: Task timed out after ${(ms / 1000).toFixed(2)} seconds` };
}
