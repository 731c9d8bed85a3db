import { describe, expect, test } from 'vitest';
import { parseExpression } from './schedule-expression.ts';

const next = (expression: string, after: string, timeZone = 'UTC') => {
  const at = parseExpression(expression, timeZone).next(Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString().replace(':00.000Z', 'Z');
};

describe('the next time', () => {
  const cases: [string, string, string | undefined, string?][] = [
    ['rate(5 minutes)', '2026-03-02T08:00Z', '2026-03-02T08:05Z'],
    ['rate(1 day)', '2026-03-02T08:00Z', '2026-03-03T08:00Z'],
    ['at(2026-03-02T16:00:00)', '2026-03-02T07:59Z', '2026-03-02T08:00Z', 'Asia/Shanghai'],
    ['at(2026-03-02T16:00:00)', '2026-03-02T08:00Z', undefined, 'Asia/Shanghai'],
    ['cron(30 8 * * ? *)', '2026-03-02T00:29Z', '2026-03-02T00:30Z', 'Asia/Shanghai'],
    ['cron(30 8 * * ? *)', '2026-03-02T00:30Z', '2026-03-03T00:30Z', 'Asia/Shanghai'],
    ['cron(0/15 9-17 ? * MON-FRI *)', '2026-03-06T17:45Z', '2026-03-09T09:00Z'],
    ['cron(0 9 ? * 2-6 *)', '2026-03-06T10:00Z', '2026-03-09T09:00Z'],
    ['cron(0 0 1,15 * ? *)', '2026-03-02T00:00Z', '2026-03-15T00:00Z'],
    ['cron(0 0 L * ? *)', '2026-02-01T00:00Z', '2026-02-28T00:00Z'],
    ['cron(0 0 L 2 ? *)', '2027-03-01T00:00Z', '2028-02-29T00:00Z'],
    ['cron(0 0 LW * ? *)', '2026-05-01T00:00Z', '2026-05-29T00:00Z'],
    ['cron(0 0 1W * ? *)', '2026-07-31T12:00Z', '2026-08-03T00:00Z'],
    ['cron(0 0 15W * ? *)', '2026-02-02T00:00Z', '2026-02-16T00:00Z'],
    ['cron(0 0 ? * 6#3 *)', '2026-03-01T00:00Z', '2026-03-20T00:00Z'],
    ['cron(0 0 ? * FRI#5 *)', '2026-03-01T00:00Z', '2026-05-29T00:00Z'],
    ['cron(0 0 ? * 6L *)', '2026-03-01T00:00Z', '2026-03-27T00:00Z'],
    ['cron(0 0 ? * L *)', '2026-03-01T00:00Z', '2026-03-07T00:00Z'],
    ['cron(0 0 29 2 ? *)', '2026-03-01T00:00Z', '2028-02-29T00:00Z'],
    ['cron(0 0 1 JAN ? 2030-2031)', '2026-03-01T00:00Z', '2030-01-01T00:00Z'],
    ['cron(0 0 1 1 ? 2025)', '2026-03-01T00:00Z', undefined],
    // Clocks in Berlin go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October.
    ['cron(30 2 * * ? *)', '2026-03-28T12:00Z', '2026-03-30T00:30Z', 'Europe/Berlin'],
    ['cron(30 2 * * ? *)', '2026-10-24T12:00Z', '2026-10-25T00:30Z', 'Europe/Berlin'],
    ['cron(30 2 * * ? *)', '2026-10-25T00:30Z', '2026-10-26T01:30Z', 'Europe/Berlin'],
  ];
  test.each(cases)('of %s after %s is %s', (expression, after, expected, timeZone) => {
    expect(next(expression, after, timeZone)).toBe(expected);
  });
});

test.each([
  'cron(0 0 * * * *)',
  'cron(0 0 ? * ? *)',
  'cron(0 0 * * ?)',
  'cron(60 0 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 0 0 * ? *)',
  'cron(0 0 ? * MON#6 *)',
  'cron(5-1 0 * * ? *)',
  'cron(0/0 0 * * ? *)',
  'cron(a 0 * * ? *)',
  'rate(0 minutes)',
  'rate(1 minutes)',
  'rate(2 minute)',
  'rate(1 week)',
  'at(2026-03-02)',
  'every day',
])('refuses %s', (expression) => {
  expect(() => parseExpression(expression, 'UTC')).toThrow();
});

test('refuses an unknown time zone', () => {
  expect(() => parseExpression('cron(0 0 * * ? *)', 'Asia/Atlantis')).toThrow('Asia/Atlantis');
});
