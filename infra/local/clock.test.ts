import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { type Clock, createClock } from './clock.ts';

const dayMs = 86_400_000;
const clocks: Clock[] = [];
const create = (shared?: SharedArrayBuffer) => {
  const clock = createClock(shared);
  clocks.push(clock);
  return clock;
};
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.close();
});

test('follows real time and never lags behind it', () => {
  const before = Date.now();
  const at = create().now();
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});

test('fires a timer six days ahead as soon as the clock is moved there', async () => {
  const clock = create();
  const start = clock.now();
  const fired = clock.sleepUntil(start + 6 * dayMs).then(() => clock.now());
  clock.advance(6 * dayMs);
  expect(await fired).toBeGreaterThanOrEqual(start + 6 * dayMs);
});

test('fires timers that fall due together in the order of their times', async () => {
  const clock = create();
  const order: number[] = [];
  const last = clock.sleepUntil(clock.now() + 3 * dayMs);
  for (const days of [3, 1, 2]) clock.setTimer(clock.now() + days * dayMs - 1, () => order.push(days));
  clock.advance(3 * dayMs);
  await last;
  expect(order).toEqual([1, 2, 3]);
});

test('fires with real time alone', async () => {
  const clock = create();
  await clock.sleepUntil(clock.now() + 5);
});

test('does not fire before its time or after its cancellation', async () => {
  const clock = create();
  const fired: string[] = [];
  clock.setTimer(clock.now() + 2 * dayMs, () => fired.push('early'));
  const cancel = clock.setTimer(clock.now() + dayMs / 2, () => fired.push('cancelled'));
  const due = clock.sleepUntil(clock.now() + dayMs);
  cancel();
  clock.advance(dayMs);
  await due;
  expect(fired).toEqual([]);
});

test('one timer can cancel another that falls due in the same moment', async () => {
  const clock = create();
  const at = clock.now() + dayMs;
  const fired: string[] = [];
  let cancel = () => {};
  clock.setTimer(at - 1, () => cancel());
  cancel = clock.setTimer(at, () => fired.push('cancelled'));
  const end = clock.sleepUntil(at + 1);
  clock.advance(dayMs + 1);
  await end;
  expect(fired).toEqual([]);
});

test('notices a move made by another thread', async () => {
  const clock = create();
  const start = clock.now();
  const fired = clock.sleepUntil(start + dayMs);
  const file = JSON.stringify(new URL('./clock.ts', import.meta.url).href);
  const worker = new Worker(`import(${file}).then(({ createClock }) => createClock(require('node:worker_threads').workerData).advance(${dayMs}))`, {
    eval: true,
    workerData: clock.shared,
  });
  await Promise.all([fired, once(worker, 'exit')]);
  expect(clock.now()).toBeGreaterThanOrEqual(start + dayMs);
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to move by %s', (ms) => {
  const clock = create();
  expect(() => clock.advance(ms)).toThrow(RangeError);
});

test('drops its timers when closed, and the offset stays for the others', async () => {
  const clock = create();
  const other = create(clock.shared);
  const fired: string[] = [];
  clock.setTimer(clock.now() + dayMs, () => fired.push('closed'));
  const due = other.sleepUntil(other.now() + dayMs);
  clock.close();
  other.advance(dayMs);
  await due;
  expect(fired).toEqual([]);
  expect(create(clock.shared).now()).toBeGreaterThanOrEqual(Date.now() + dayMs);
});
