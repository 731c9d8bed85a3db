import { expect, test } from 'vitest';
import { dueOf } from './due.ts';

const now = Date.parse('2026-03-01T04:00:00Z'); // noon in Shanghai

test.each([
  ['2026-03-01T01:00:00Z', 'overdue', 'time.hours', 3],
  ['2026-02-26T04:00:00Z', 'overdue', 'time.days', 3],
  ['2026-03-01T15:59:59Z', 'today', 'time.hours', 11],
  ['2026-03-01T16:00:00Z', 'later', 'time.hours', 12],
  ['2026-03-01T04:30:00Z', 'today', 'time.minutes', 30],
] as const)('%s is %s', (dueAt, group, key, n) => {
  expect(dueOf(dueAt, now)).toEqual({ group, span: { key, n } });
});
