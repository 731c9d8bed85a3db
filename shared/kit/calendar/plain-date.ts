/** A civil date `YYYY-MM-DD`, without a time or a zone. */
export type PlainDate = string;
/** A moment as ISO 8601 text in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export type Instant = string;

const dayMs = 86_400_000;
/** China Standard Time. Fixed since 1991-09-15; earlier summers had daylight saving, hence `firstLocalDate`. */
const shanghaiOffsetMs = 8 * 3_600_000;
const firstLocalDate = '1992-01-01';

const shape = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Days since 1970-01-01 of a civil date.
 * @throws RangeError when the text is not an existing date between 1000-01-01 and 9999-12-31.
 * @example toDayNumber('1970-01-02') // 1
 */
export function toDayNumber(date: PlainDate): number {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError(`expected a date YYYY-MM-DD, got ${JSON.stringify(date)}`);
  return day;
}

/** @example isPlainDate('2026-02-29') // false */
export const isPlainDate = (text: string): boolean => parseDay(text) !== undefined;

/**
 * The civil date of a day number.
 * @throws RangeError outside the years 1000–9999.
 * @example fromDayNumber(0) // '1970-01-01'
 */
export function fromDayNumber(day: number): PlainDate {
  const date = new Date(day * dayMs);
  const year = date.getUTCFullYear();
  if (!Number.isSafeInteger(day) || !(year >= 1000 && year <= 9999)) {
    throw new RangeError(`expected a day within the years 1000–9999, got ${day}`);
  }
  return date.toISOString().slice(0, 10);
}

/** @example addDays('2026-02-28', 1) // '2026-03-01' */
export const addDays = (date: PlainDate, days: number): PlainDate => fromDayNumber(toDayNumber(date) + days);

/**
 * The same day of the month some months later; where that month is shorter, its last day.
 * @example addMonths('2026-01-31', 1) // '2026-02-28'
 */
export function addMonths(date: PlainDate, months: number): PlainDate {
  toDayNumber(date);
  const monthIndex = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return fromDayNumber(Date.UTC(year, month, Math.min(Number(date.slice(8)), lastDay)) / dayMs);
}

/** Weekday of a day number: 0 is Sunday, 6 is Saturday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** @example yearOf('2026-11-21') // 2026 */
export const yearOf = (date: PlainDate): number => Number(date.slice(0, 4));

/**
 * The date a clock on a wall in Shanghai shows at an instant.
 * @throws RangeError for text that is not an instant with a zone, and before 1992.
 * @example shanghaiDate('2026-11-20T16:00:00.000Z') // '2026-11-21'
 */
export const shanghaiDate = (instant: string): PlainDate => local(fromDayNumber(Math.floor((instantMs(instant) + shanghaiOffsetMs) / dayMs)));

/**
 * Midnight in Shanghai at which a date begins.
 * @example startOfDay('2026-11-21') // '2026-11-20T16:00:00.000Z'
 */
export const startOfDay = (date: PlainDate): Instant => new Date(toDayNumber(local(date)) * dayMs - shanghaiOffsetMs).toISOString();

/**
 * The last millisecond of a date in Shanghai.
 * @example endOfDay('2026-11-21') // '2026-11-21T15:59:59.999Z'
 */
export const endOfDay = (date: PlainDate): Instant => new Date(toDayNumber(local(date)) * dayMs - shanghaiOffsetMs + dayMs - 1).toISOString();

/**
 * Milliseconds since 1970 of an ISO instant; the zone is compulsory because a bare local time means another moment on
 * each machine.
 */
export function instantMs(instant: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(instant) ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`expected an instant with a zone, got ${JSON.stringify(instant)}`);
  return ms;
}

function local(date: PlainDate): PlainDate {
  if (date < firstLocalDate) throw new RangeError(`expected a date from ${firstLocalDate}, got ${date}`);
  return date;
}

function parseDay(text: string): number | undefined {
  const [, year, month, day] = shape.exec(text) ?? [];
  if (year === undefined || Number(year) < 1000) return undefined;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC rolls 31 February over into March; a real date comes back as it went in.
  return new Date(ms).toISOString().startsWith(text) ? ms / dayMs : undefined;
}
