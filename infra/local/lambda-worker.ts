import { format } from 'node:util';
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
  | { kind: 'logged'; lines: string[] }
  | { kind: 'done'; payload: string; lines: string[] }
  | { kind: 'failed'; error: LambdaFailure; lines: string[] };

type Handler = (event: unknown, context: Record<string, unknown>) => unknown;

/** Lambda's limit for a synchronous response, in bytes. */
const maxResponseBytes = 6_291_556;
const data = workerData as EnvironmentData; // lambda.ts is the only one that starts this file
const realNow = performance.timeOrigin;
followClock(createClock(data.clock));
const say = (message: FromEnvironment) => parentPort?.postMessage(message);

/** What was logged and not yet told. It goes with the answer: a message of its own for each line would cost more than the line. */
let lines: string[] = [];
logTogether();
const handler = await load();
if (handler) {
  parentPort?.on('message', (invocation: Invocation) => void run(handler, invocation));
  say({ kind: 'ready' });
}

function takeLines(): string[] {
  const taken = lines;
  lines = [];
  return taken;
}

/** Lambda's runtime, too, puts its own functions in place of those of `console`. */
function logTogether(): void {
  const flush = () => {
    if (lines.length > 0) say({ kind: 'logged', lines: takeLines() });
  };
  const write = (...parts: unknown[]) => {
    // While a handler waits, or after it has answered, lines do not wait for its answer.
    if (lines.length === 0) setImmediate(flush).unref();
    lines.push(...format(...parts).split('\n'));
  };
  Object.assign(console, { log: write, info: write, debug: write, warn: write, error: write });
  process.on('exit', flush);
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
        lines: takeLines(),
      });
    else say({ kind: 'done', payload: result, lines: takeLines() });
  } catch (error) {
    say({ kind: 'failed', error: describe(error, 'Error'), lines: takeLines() });
  }
}

/** The shape in which Lambda reports what a handler threw. */
function describe(error: unknown, fallback: string): LambdaFailure {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  const errorType = fallback === 'Error' ? error.name : fallback;
  return { errorType, errorMessage: error.message, trace: error.stack?.split('\n') };
}
