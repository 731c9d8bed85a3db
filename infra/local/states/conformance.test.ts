import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invoke } from './calls.ts';
import { caseFunctions, cases } from './cases/cases.ts';
import { type Bench, functionArn, openBench } from './testing.ts';

type Recording = {
  name: string;
  definition: object;
  input: string;
  functions: Record<string, string>;
  history: Record<string, unknown>[];
};

const file = join(import.meta.dirname, '../../../../shared/conformance/states-jsonata.json');
const recordings: Recording[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
if (recordings.length === 0) console.log(`no recordings of AWS at ${file}: only the committed histories are compared`);

const trace = ['  File "/var/task/handler.py", line 2, in handler\n    raise Exception("Some exception was raised.")\n'];
const pythonError = () => ({
  errorMessage: 'Some exception was raised.',
  errorType: 'Exception',
  requestId: randomUUID(),
  stackTrace: trace,
});

/** The functions of the recordings, by the placeholder or the behaviour in the name. */
const ours = caseFunctions();
const recorded = new Set(['id_function', 'echo_function', 'TEST_LAMBDA_PYTHON_ECHO']);
const invoke: Invoke = async (arn, payload, context) => {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  if (name === 'raise_exception') return { error: pythonError() };
  return recorded.has(name) ? { payload } : ours(arn, payload, context);
};

/** Keys whose values differ between any two runs. */
const masked = new Set(['timestamp', 'roleArn', 'region', 'resource', 'FunctionName', 'requestId', 'RequestId']);
const metadata = new Set(['SdkHttpMetadata', 'SdkResponseMetadata', 'TimestampValue']);

const endings = { SUCCEEDED: 'ExecutionSucceeded', FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut' };

/** Parses JSON texts, so that white space and nesting do not matter, and masks what differs between runs. */
function mask(value: unknown, key = ''): unknown {
  if (metadata.has(key)) return '<metadata>';
  if (typeof value === 'string') {
    if (masked.has(key) && (key !== 'resource' || value.startsWith('arn:'))) return '<masked>';
    try {
      const parsed: unknown = JSON.parse(value);
      return typeof parsed === 'string' && parsed === value ? value : mask(parsed);
    } catch {
      return value;
    }
  }
  if (masked.has(key)) return '<masked>';
  if (Array.isArray(value)) return value.map((item) => mask(item));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(inner, name)]));
}

describe('histories', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench({ invoke });
  });
  afterAll(() => bench.close());

  const run = async (definition: object, input: unknown) => {
    const arn = await bench.start(definition, input);
    return { ended: await bench.hurried(arn), events: await bench.history(arn) };
  };

  it.each(recordings)('are those that AWS recorded: $name', async ({ definition, input, functions, history }) => {
    const { events: actual } = await run(definition, JSON.parse(named(input, functions)));
    const isOrdered = history.every(({ id }) => typeof id === 'number');
    const [expected, found] = isOrdered ? [history, actual] : [history.slice(-1), actual.slice(-1)];
    const strip = (events: object[]) => events.map((event) => mask(isOrdered ? event : { ...event, previousEventId: 0, id: 0 }));
    expect(strip(found)).toEqual(strip(expected));
  });

  it.each(cases)('are as AWS documents them: $name', async ({ definition, input, status, history, last }) => {
    const { ended, events } = await run(definition, input);
    const found = ended.output === undefined ? { error: ended.error, cause: ended.cause } : { output: JSON.parse(ended.output) };
    expect({ status: ended.status, history: events.slice(1, -1).map(line), last: found }).toEqual({ status, history, last });
    expect(events.at(-1)?.type).toBe(endings[status]);
  });
});

/** Placeholders in the input stand for functions. */
function named(input: string, functions: Record<string, string>): string {
  return Object.entries(functions).reduce((text, [name, kind]) => text.replaceAll(name, functionArn(kind)), input);
}

function line(event: HistoryEvent): string {
  const name = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name;
  return `${event.id}<${event.previousEventId} ${event.type}${name ? ` ${name}` : ''}`;
}
