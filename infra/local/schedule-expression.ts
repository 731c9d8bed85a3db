import { cronDays } from './cron-days.ts';
import { parseField } from './cron-field.ts';

export type Expression = {
  /** The first time after `after` (ms since the epoch), or undefined when there is none any more. */
  next(after: number): number | undefined;
};

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayMs = 86_400_000;
/** 29 February on a given weekday can lie 40 years ahead. */
const horizonDays = 41 * 366;

/**
 * Reads a schedule expression of EventBridge: `rate(…)`, `cron(…)` with its six fields, `at(…)`.
 * An expression that is not valid throws.
 *
 * @example
 * parseExpression('cron(30 8 ? * MON-FRI *)', 'Asia/Shanghai').next(clock.now())
 */
export function parseExpression(expression: string, timeZone: string): Expression {
  const [, kind, body = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return parseRate(expression, body);
  if (kind === 'at') return parseAt(expression, { body, timeZone });
  if (kind === 'cron') return parseCron(body.trim().split(/\s+/), timeZone);
  throw new Error(`the schedule expression ${expression} is not valid`);
}

function parseRate(expression: string, body: string): Expression {
  const [, count = '', unit = '', plural = ''] = /^(\d+) (minute|hour|day)(s?)$/.exec(body) ?? [];
  const period = Number(count) * (unitMs[unit] ?? 0);
  if (period <= 0 || (Number(count) === 1) === (plural === 's')) throw new Error(`the schedule expression ${expression} is not valid`);
  return { next: (after) => after + period };
}

function parseAt(expression: string, options: { body: string; timeZone: string }): Expression {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(options.body);
  if (!match) throw new Error(`the schedule expression ${expression} is not valid`);
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const midnight = Date.UTC(year ?? 0, (month ?? 0) - 1, day);
  const at = toInstant(midnight + ((hour ?? 0) * 60 + (minute ?? 0)) * 60_000 + (second ?? 0) * 1000, options.timeZone);
  if (at === undefined) throw new Error(`${expression} does not exist in ${options.timeZone}`);
  return { next: (after) => (at > after ? at : undefined) };
}

function parseCron(fields: string[], timeZone: string): Expression {
  if (fields.length !== 6) throw new Error(`expected the six fields of a cron expression, got ${fields.length}`);
  const [minuteField = '', hourField = '', dayField = '', monthField = '', weekdayField = '', yearField = ''] = fields;
  const minutes = parseField(minuteField, { min: 0, max: 59 });
  const hours = parseField(hourField, { min: 0, max: 23 });
  const months = new Set(parseField(monthField, { min: 1, max: 12, names: monthNames, firstName: 1 }));
  const years = new Set(parseField(yearField, { min: 1970, max: 2199 }));
  const isDay = cronDays(dayField, weekdayField);
  offsetAt(0, timeZone);
  return {
    next(after) {
      const local = after + offsetAt(after, timeZone);
      const firstDay = Math.floor(local / dayMs) * dayMs;
      for (let count = 0; count <= horizonDays; count += 1) {
        const midnight = firstDay + count * dayMs;
        const date = new Date(midnight);
        if (!years.has(date.getUTCFullYear()) || !months.has(date.getUTCMonth() + 1) || !isDay(date)) continue;
        for (const hour of hours)
          for (const minute of minutes) {
            const at = toInstant(midnight + (hour * 60 + minute) * 60_000, timeZone);
            if (at !== undefined && at > after) return at;
          }
      }
      return undefined;
    },
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The offset of a time zone at an instant, in ms. An unknown zone throws. */
function offsetAt(at: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/**
 * The instant at which clocks of a zone show a local time. A time that a change to summer time skips does not exist;
 * of one that occurs twice the first counts, so that a schedule runs once.
 */
function toInstant(local: number, timeZone: string): number | undefined {
  const offsets = [offsetAt(local - dayMs, timeZone), offsetAt(local + dayMs, timeZone)];
  const instants = offsets.map((offset) => local - offset).filter((at) => at + offsetAt(at, timeZone) === local);
  return instants.length === 0 ? undefined : Math.min(...instants);
}
