import { parentPort, workerData } from 'node:worker_threads';
import { createClock } from './clock.ts';
import { followClock } from './virtual-date.ts';

/** One execution environment of a Lambda function: one event at a time, as in Lambda. */
export type EnvironmentData = {
  file: string;
  export: string;
  name: string;
  arn: string;
  memoryMb: number;
  clock: SharedArrayBuffer;
};
export type Invocation = { id: string; payload: string; deadline: number };
export type LambdaFailure = { errorType: string; errorMessage: string; trace?: string[] };
export type FromEnvironment =
  | { kind: 'ready' }
  | { kind: 'broken'; error: LambdaFailure }
  | { kind: 'done'; payload: string }
  | { kind: 'failed'; error: LambdaFailure };

type Handler = (event: unknown, context: Record<string, unknown>) => unknown;

/** Lambda's limit for a synchronous response, in bytes. */
const maxResponseBytes = 6_291_556;
const data = workerData as EnvironmentData; // lambda.ts is the only one that starts this file
const realNow = performance.timeOrigin;
followClock(createClock(data.clock));
const say = (message: FromEnvironment) => parentPort?.postMessage(message);

const handler = await load();
if (handler) {
  parentPort?.on('message', (invocation: Invocation) => void run(handler, invocation));
  say({ kind: 'ready' });
}

async function load(): Promise<Handler | undefined> {
  try {
    const module = await import(data.file);
    const found = module[data.export] ?? module.default?.[data.export];
    if (typeof found === 'function') return found;
    say({ kind: 'broken', error: { errorType: 'Runtime.HandlerNotFound', errorMessage: `${data.export} is undefined or not exported` } });
  } catch (error) {
    say({ kind: 'broken', error: describe(error, 'Runtime.ImportModuleError') });
  }
  return undefined;
}

async function run(handle: Handler, { id, payload, deadline }: Invocation): Promise<void> {
  const context = {
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.arn,
    logGroupName: `/aws/lambda/${data.name}`,
    logStreamName: 'local',
    memoryLimitInMB: String(data.memoryMb),
    getRemainingTimeInMillis: () => Math.max(0, deadline - (realNow + performance.now())),
  };
  try {
    const result = JSON.stringify((await handle(JSON.parse(payload), context)) ?? null);
    if (Buffer.byteLength(result) > maxResponseBytes)
      say({
        kind: 'failed',
        error: {
          errorType: 'Function.ResponseSizeTooLarge',
          errorMessage: `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
        },
      });
    else say({ kind: 'done', payload: result });
  } catch (error) {
    say({ kind: 'failed', error: describe(error, 'Error') });
  }
}

/** The shape in which Lambda reports what a handler threw. */
function describe(error: unknown, fallback: string): LambdaFailure {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  const errorType = fallback === 'Error' ? error.name : fallback;
  return { errorType, errorMessage: error.message, trace: error.stack?.split('\n') };
}
