import { Worker } from 'node:worker_threads';
import type { Clock } from './clock.ts';

/** A small nursery keeps the memory of four engines down. */
const youngMb = 8;

/** A part of the cloud that runs in its own thread. */
export type Part = { port: number; close(): Promise<void> };
export type Invoke = (functionArn: string, payload: unknown, context: { as: string }) => Promise<unknown>;

/** What the thread says to the cloud. */
export type FromPart =
  | { kind: 'ready'; port: number }
  | { kind: 'failed'; error: { name: string; message: string; stack?: string; code?: string; errcode?: number } }
  | { kind: 'changed' }
  | { kind: 'invoke'; id: number; functionArn: string; payload: unknown; context: { as: string } };
/** What the cloud says to the thread. */
export type ToPart = { kind: 'invoked'; id: number; result: unknown } | { kind: 'refused'; id: number; message: string } | { kind: 'close' };
export type PartData = { entry: string; options: Record<string, unknown>; clock: SharedArrayBuffer; invokes: boolean; followsClock: boolean };

/**
 * Starts the `server.ts` of a part in a worker thread and resolves when it listens.
 *
 * @example
 * const s3 = await startPart(new URL('./s3/server.ts', import.meta.url), { options, clock })
 */
export async function startPart(
  entry: URL,
  setup: {
    options: Record<string, unknown>;
    clock: Clock;
    invoke?: Invoke;
    /** Called when the part tells that what others read of it has changed. */
    onChange?(): void;
    /** Whether `Date` in the thread follows the clock, for a part that does not take the clock itself. */
    followsClock?: boolean;
    /** Called when the thread dies after its start. */
    onDeath?: (error: Error) => void;
  },
): Promise<Part> {
  const data: PartData = {
    entry: entry.href,
    options: setup.options,
    clock: setup.clock.shared,
    invokes: setup.invoke !== undefined,
    followsClock: setup.followsClock === true,
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: youngMb },
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let isClosing = false;
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error);
      if (!isClosing) setup.onDeath?.(error);
    };
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`the part ${entry.pathname} ended with code ${code}`)));
    worker.on('message', (message: FromPart) => {
      if (message.kind === 'ready') resolve(message.port);
      else if (message.kind === 'changed') setup.onChange?.();
      else if (message.kind === 'failed') {
        isClosing = true;
        reject(Object.assign(new Error(message.error.message), message.error));
      } else void answer(worker, { message, invoke: setup.invoke });
    });
  });
  return {
    port,
    async close() {
      isClosing = true;
      worker.postMessage({ kind: 'close' } satisfies ToPart);
      await exited;
    },
  };
}

async function answer(worker: Worker, request: { message: Extract<FromPart, { kind: 'invoke' }>; invoke?: Invoke }): Promise<void> {
  const { id, functionArn, payload, context } = request.message;
  try {
    if (!request.invoke) throw new Error('this part may not invoke functions');
    const result = await request.invoke(functionArn, payload, context);
    worker.postMessage({ kind: 'invoked', id, result } satisfies ToPart);
  } catch (error) {
    worker.postMessage({ kind: 'refused', id, message: String(error) } satisfies ToPart);
  }
}
