import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Clock, createClock } from './clock.ts';
import { createLambda, type Lambda } from './lambda.ts';
import type { Fn } from './template/types.ts';
import { temporaryFolder, until, writeFunction } from './testing.ts';

const folder = temporaryFolder();
const opened: { lambda: Lambda; clock: Clock }[] = [];
let lines: string[] = [];
const open = (functions: Fn[], limits: { perFunction?: number; total?: number } = {}) => {
  lines = [];
  const clock = createClock();
  const log = (source: string, line: string) => lines.push(`${source}: ${line}`);
  const lambda = createLambda({ functions, clock, log, environment: (fn) => fn.environment, ...limits });
  opened.push({ lambda, clock });
  return { lambda, clock };
};
afterEach(async () => {
  for (const { lambda, clock } of opened.splice(0)) {
    await lambda.close();
    clock.close();
  }
});
afterAll(() => folder[Symbol.dispose]());
const run = async (fn: Fn, event: unknown = {}) => open([fn]).lambda.invoke(fn.arn, JSON.stringify(event));
const write = (source: string, overrides: Partial<Fn> = {}) => writeFunction(folder.path, `f${Math.random().toString(36).slice(2)}`, source, overrides);

test('answers what the handler returns, as JSON', async () => {
  const fn = write('export const handler = async (event) => ({ got: event, at: new Date(0), nothing: undefined })');
  expect(await run(fn, { id: 7 })).toEqual({ payload: '{"got":{"id":7},"at":"1970-01-01T00:00:00.000Z"}' });
  expect(await run(write('export const handler = () => {}'))).toEqual({ payload: 'null' });
});

test('gives the handler its context', async () => {
  const fn = write(`export const handler = (_, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`);
  const result = await run(fn);
  const context = JSON.parse('payload' in result ? result.payload : '{}');
  expect(context).toMatchObject({ functionName: fn.name, invokedFunctionArn: fn.arn, memoryLimitInMB: '128' });
  expect(context.left).toBeGreaterThan(4000);
  expect(context.left).toBeLessThanOrEqual(5000);
});

test('keeps the variables of functions apart, and those of the machine out', async () => {
  const source = 'export const handler = () => process.env';
  const a = write(source, { environment: { NAME: 'a' } });
  const b = write(source, { environment: { NAME: 'b' } });
  const { lambda } = open([a, b]);
  expect(await lambda.invoke(a.arn, '{}')).toEqual({ payload: '{"NAME":"a"}' });
  expect(await lambda.invoke(b.arn, '{}')).toEqual({ payload: '{"NAME":"b"}' });
});

test('lets the time of a function follow the clock', async () => {
  const fn = write('export const handler = () => [Date.now(), new Date().getTime(), new Date(5).getTime(), Date.now() instanceof Object]');
  const { lambda, clock } = open([fn]);
  clock.advance(86_400_000);
  const result = await lambda.invoke(fn.arn, '{}');
  const [now, created, fixed] = JSON.parse('payload' in result ? result.payload : '[]');
  expect(now - clock.now()).toBeLessThan(1000);
  expect(now).toBeGreaterThan(Date.now() + 86_000_000);
  expect(created - now).toBeLessThan(1000);
  expect(fixed).toBe(5);
});

describe('failures', () => {
  const cases: [string, string, Partial<Fn>, { errorType: string; errorMessage: unknown }][] = [
    ['an error', 'export const handler = () => { throw new TypeError("no") }', {}, { errorType: 'TypeError', errorMessage: 'no' }],
    ['a thrown text', 'export const handler = () => { throw "no" }', {}, { errorType: 'string', errorMessage: 'no' }],
    ['a missing export', 'export const other = 1', {}, { errorType: 'Runtime.HandlerNotFound', errorMessage: 'handler is undefined or not exported' }],
    ['a module that throws', 'throw new Error("broken")', {}, { errorType: 'Runtime.ImportModuleError', errorMessage: 'broken' }],
    ['an exit', 'export const handler = () => process.exit(3)', {}, { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') }],
    [
      'a rejection that nobody awaits',
      'export const handler = async () => { Promise.reject(new Error("lost")); await new Promise(() => {}) }',
      {},
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: expect.stringContaining('lost') },
    ],
    [
      'a busy loop',
      'export const handler = () => { for (;;); }',
      { timeoutSeconds: 0.2 },
      { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('Task timed out after 0.20 seconds') },
    ],
    [
      'a memory hog',
      'export const handler = () => { const all = []; for (;;) all.push(new Array(1e5).fill({})) }',
      { memoryMb: 16 },
      { errorType: 'Runtime.OutOfMemory', errorMessage: expect.stringContaining('memory') },
    ],
  ];
  test.each(cases)('%s is answered in the shape of Lambda', async (_, source, overrides, error) => {
    expect(await run(write(source, overrides))).toMatchObject({ error });
  });

  test('a crash does not spoil the next event', async () => {
    const fn = write('export const handler = ({ crash }) => { if (crash) process.exit(1); return "fine" }');
    const { lambda } = open([fn]);
    expect(await lambda.invoke(fn.arn, '{"crash":true}')).toHaveProperty('error');
    expect(await lambda.invoke(fn.arn, '{}')).toEqual({ payload: '"fine"' });
  });

  test('events and answers over the limit are refused', async () => {
    const fn = write('export const handler = ({ size }) => "x".repeat(size ?? 0)');
    const { lambda } = open([fn]);
    const large = JSON.stringify({ text: 'x'.repeat(6_291_456) });
    expect(await lambda.invoke(fn.arn, large)).toMatchObject({ error: { errorType: 'RequestTooLargeException' } });
    expect(await lambda.invoke(fn.arn, '{"size":6291557}')).toMatchObject({ error: { errorType: 'Function.ResponseSizeTooLarge' } });
  });

  test('a function that does not exist is refused', async () => {
    const { lambda } = open([]);
    await expect(lambda.invoke('arn:aws:lambda:us-east-1:0:function:none', '{}')).rejects.toThrow('Function not found');
  });
});

describe('environments', () => {
  const waiting = `let busy = 0; let most = 0; let count = 0
export const handler = async ({ ms = 50 }) => { busy += 1; count += 1; most = Math.max(most, busy); await new Promise((r) => setTimeout(r, ms)); busy -= 1; return { most, count } }`;

  test('take one event at a time, and stay warm', async () => {
    const fn = write(waiting);
    const { lambda } = open([fn], { perFunction: 2 });
    const results = await Promise.all(Array.from({ length: 8 }, () => lambda.invoke(fn.arn, '{}')));
    const answers = results.map((result) => JSON.parse('payload' in result ? result.payload : '{}'));
    expect(answers.map(({ most }) => most)).toEqual(Array(8).fill(1));
    expect(lambda.warm()).toBe(2);
    expect(Math.max(...answers.map(({ count }) => count))).toBeGreaterThan(1);
  });

  test('are as few as the template reserves', async () => {
    const fn = write(waiting, { reserved: 1 });
    const { lambda } = open([fn], { perFunction: 4 });
    await Promise.all([1, 2, 3].map(() => lambda.invoke(fn.arn, '{}')));
    expect(lambda.warm()).toBe(1);
  });

  test('make room for one another', async () => {
    const functions = [1, 2, 3].map(() => write('export const handler = () => 1'));
    const { lambda } = open(functions, { total: 2 });
    for (const fn of [...functions, ...functions]) expect(await lambda.invoke(fn.arn, '{}')).toEqual({ payload: '1' });
    await until(() => lambda.warm() <= 2);
  });
});

test('passes on what a function writes, line by line', async () => {
  const fn = write('export const handler = () => { console.log("first\\nsecond"); console.error("third") }');
  await run(fn);
  await until(() => lines.length === 3);
  expect(lines.toSorted()).toEqual([`${fn.name}: first`, `${fn.name}: second`, `${fn.name}: third`]);
});

test('closing answers whoever still waits', async () => {
  const fn = write('export const handler = () => new Promise(() => {})');
  const { lambda } = open([fn], { perFunction: 1 });
  const waiting = [1, 2].map(() => lambda.invoke(fn.arn, '{}'));
  await until(() => lambda.warm() === 1);
  await lambda.close();
  for (const result of await Promise.all(waiting)) expect(result).toMatchObject({ error: { errorType: 'Runtime.Stopped' } });
});
