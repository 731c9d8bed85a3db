import { afterAll, afterEach, expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { createDeliveries } from './deliveries.ts';
import { createLambda } from './lambda.ts';
import { createPermits } from './permits.ts';
import { startScheduler } from './schedule.ts';
import { listParked, openState } from './state.ts';
import type { Schedule } from './template/types.ts';
import { temporaryFolder, until, writeFunction } from './testing.ts';

const folder = temporaryFolder();
const fn = writeFunction(
  folder.path,
  'target',
  `const events = []
let failures = 0
export const handler = (event) => {
  if (event.fail) { failures += 1; throw new Error('failed ' + failures) }
  return events.push(event)
}`,
);
const roleArn = 'arn:aws:iam::000000000000:role/Scheduler';
const mayInvoke = [{ Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: fn.arn } }];
const dayMs = 86_400_000;
const daily = (overrides: Partial<Schedule> = {}): Schedule => ({
  name: 'daily',
  arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/daily',
  expression: 'rate(1 day)',
  timeZone: 'Asia/Shanghai',
  targets: [{ functionArn: fn.arn, input: '{"at":"<aws.scheduler.scheduled-time>"}' }],
  roleArn,
  ...overrides,
});

/** A cloud with nothing but schedules, on a data folder of its own unless given. */
function open(schedule: Schedule, options: { dir?: string; offsetMs?: number; rolePolicies?: typeof mayInvoke } = {}) {
  const dir = options.dir ?? `${folder.path}/${Math.random().toString(36).slice(2)}`;
  const state = openState(dir);
  const clock = createClock();
  clock.advance(options.offsetMs ?? 0);
  const events: { at?: string; source?: string }[] = [];
  const lambda = createLambda({ functions: [fn], clock, environment: () => ({}), log: () => {} });
  const observed = {
    ...lambda,
    invoke(functionArn: string, payload: string) {
      events.push(JSON.parse(payload));
      return lambda.invoke(functionArn, payload);
    },
  };
  const permits = createPermits({ permissions: [], rolePolicies: { [roleArn]: options.rolePolicies ?? mayInvoke } });
  const deliveries = createDeliveries({ state, lambda: observed, permits, clock, log: () => {} });
  const scheduler = startScheduler({ schedules: [schedule], state, clock, deliveries });
  const close = async () => {
    scheduler.close();
    await deliveries.close();
    await lambda.close();
    clock.close();
    state.close();
  };
  closers.push(close);
  const pending = () => state.db.prepare('SELECT count(*) AS n FROM events').get()?.n;
  return { dir, state, clock, events, pending, close: () => closers.splice(closers.indexOf(close), 1) && close() };
}
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => folder[Symbol.dispose]());

test('fires when its time has come, once for each time', async () => {
  const { clock, events, pending } = open(daily());
  for (let day = 1; day <= 3; day += 1) {
    clock.advance(dayMs);
    await until(() => events.length === day && pending() === 0);
  }
  const [first, second] = events.map(({ at }) => Date.parse(at ?? ''));
  expect(Math.abs((second ?? 0) - (first ?? 0) - dayMs)).toBeLessThan(5000);
});

test('makes up once for times that were jumped over', async () => {
  const { clock, events, pending } = open(daily());
  clock.advance(10 * dayMs);
  await until(() => events.length === 1 && pending() === 0);
  clock.advance(dayMs);
  await until(() => events.length === 2 && pending() === 0);
});

test('makes up once for times that passed while the office was closed', async () => {
  const first = open(daily());
  await first.close();
  const second = open(daily(), { dir: first.dir, offsetMs: 3 * dayMs });
  await until(() => second.events.length === 1 && second.pending() === 0);
  await second.close();
  const third = open(daily(), { dir: first.dir, offsetMs: 3 * dayMs });
  expect(third.pending()).toBe(0);
  expect(third.events).toEqual([]);
});

test('delivers after a restart what was due and not delivered', async () => {
  const first = open(daily());
  first.state.db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, 0, ?)').run('e1', 'x', fn.arn, '{"kept":true}', 0, roleArn);
  await first.close();
  const second = open(daily(), { dir: first.dir });
  await until(() => second.pending() === 0);
  expect(second.events).toEqual([{ kept: true }]);
});

test('starts a schedule anew whose time was changed', async () => {
  const first = open(daily());
  await first.close();
  const second = open(daily({ expression: 'rate(2 days)' }), { dir: first.dir, offsetMs: 3 * dayMs });
  expect(second.pending()).toBe(0);
  second.clock.advance(2 * dayMs);
  await until(() => second.events.length === 1);
});

test('a one-time schedule fires once', async () => {
  const at = new Date(Date.now() + 8 * 3_600_000 + dayMs).toISOString().slice(0, 19);
  const { clock, events, pending } = open(daily({ expression: `at(${at})` }));
  clock.advance(5 * dayMs);
  await until(() => events.length === 1 && pending() === 0);
  clock.advance(400 * dayMs);
  expect(pending()).toBe(0);
});

test('does not fire outside its dates', async () => {
  const now = Date.now();
  const { clock, events, pending } = open(daily({ startsAt: now + 5 * dayMs, endsAt: now + 7 * dayMs }));
  clock.advance(4 * dayMs);
  expect(pending()).toBe(0);
  clock.advance(1.5 * dayMs);
  await until(() => events.length === 1 && pending() === 0);
  clock.advance(30 * dayMs);
  await until(() => events.length === 2 && pending() === 0);
  clock.advance(30 * dayMs);
  expect(pending()).toBe(0);
});

test('tries a failed event again after a minute and after two, then parks it', async () => {
  const { state, clock, events, pending } = open(daily({ targets: [{ functionArn: fn.arn, input: '{"fail":true}' }] }));
  clock.advance(dayMs);
  const attempt = (count: number) => until(() => events.length === count && state.db.prepare('SELECT attempt FROM events').get()?.attempt === count);
  await attempt(1);
  clock.advance(60_000);
  await attempt(2);
  clock.advance(120_000);
  await until(() => pending() === 0);
  expect(events).toHaveLength(3);
  expect(listParked(state)).toMatchObject([{ source: daily().arn, functionArn: fn.arn, reason: expect.stringContaining('failed') }]);
});

test('parks what its role may not call, without calling it', async () => {
  const { state, clock, events, pending } = open({ ...daily(), name: 'x' }, { rolePolicies: [] });
  clock.advance(dayMs);
  for (const minutes of [1, 2]) {
    await until(() => state.db.prepare('SELECT attempt FROM events').get()?.attempt === minutes);
    clock.advance(minutes * 60_000);
  }
  await until(() => pending() === 0);
  expect(events).toEqual([]);
  expect(listParked(state)).toMatchObject([{ reason: expect.stringContaining('AccessDeniedException') }]);
});
