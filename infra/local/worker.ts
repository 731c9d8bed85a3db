import { parentPort, workerData } from 'node:worker_threads';
import { createClock } from './clock.ts';
import type { FromPart, Invoke, PartData, ToPart } from './part.ts';
import { followClock } from './virtual-date.ts';

/** Runs one part of the cloud in this thread: see part.ts. */
const data = workerData as PartData; // part.ts is the only one that starts this file
const clock = createClock(data.clock);
if (data.followsClock) followClock(clock);
const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let lastId = 0;

const say = (message: FromPart) => parentPort?.postMessage(message);
const invoke: Invoke = (functionArn, payload, context) =>
  new Promise((resolve, reject) => {
    lastId += 1;
    pending.set(lastId, { resolve, reject });
    say({ kind: 'invoke', id: lastId, functionArn, payload, context });
  });

try {
  const { serve } = await import(data.entry);
  const part = await serve({ ...data.options, clock, onChange: () => say({ kind: 'changed' }), ...(data.invokes ? { invoke } : {}) });
  parentPort?.on('message', async (message: ToPart) => {
    if (message.kind === 'close') {
      await part.close();
      clock.close();
      process.exit(0);
    }
    const call = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'invoked') call?.resolve(message.result);
    else call?.reject(new Error(message.message));
  });
  say({ kind: 'ready', port: part.port });
} catch (error) {
  const { name, message, stack, code, errcode } = error as NodeJS.ErrnoException & { errcode?: number }; // a start throws errors
  say({ kind: 'failed', error: { name, message, stack, code, errcode } });
  clock.close();
}
