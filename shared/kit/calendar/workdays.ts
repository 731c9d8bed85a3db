import { type HolidayName, officialCalendar, type WorkCalendar } from './holidays.ts';
import { fromDayNumber, type PlainDate, toDayNumber, weekdayOf, yearOf } from './plain-date.ts';

/** Why a day is worked or not: an ordinary weekday, a worked weekend day, a weekend, or a named holiday. */
export type DayKind = 'weekday' | 'makeUp' | 'weekend' | HolidayName;

export type DayFact = { date: PlainDate; isWorkday: boolean; kind: DayKind; isCovered: boolean };

/**
 * What the calendar says of a day number. In a year without a published calendar Monday to Friday are workdays and
 * `isCovered` is false.
 */
export function dayFact(day: number, calendar: WorkCalendar = officialCalendar): DayFact {
  const date = fromDayNumber(day);
  const isWeekend = weekdayOf(day) % 6 === 0;
  const kind = calendar.notice(day) ?? (isWeekend ? 'weekend' : 'weekday');
  return {
    date,
    isWorkday: kind === 'weekday' || kind === 'makeUp',
    kind,
    isCovered: calendar.isCovered(yearOf(date)),
  };
}

/**
 * Whether offices work on a date.
 * @example isWorkday('2026-10-10') // true: a Saturday made up for National Day
 */
export const isWorkday = (date: PlainDate, calendar: WorkCalendar = officialCalendar): boolean => dayFact(toDayNumber(date), calendar).isWorkday;

/**
 * The date some workdays after (or, negative, before) a date; the date itself is not counted.
 * @throws RangeError when `count` is not an integer.
 * @example addWorkdays('2026-09-24', 6) // '2026-10-10'
 */
export function addWorkdays(date: PlainDate, count: number, calendar: WorkCalendar = officialCalendar): PlainDate {
  if (!Number.isSafeInteger(count)) throw new RangeError(`expected a whole number of workdays, got ${count}`);
  const step = Math.sign(count);
  let day = toDayNumber(date);
  for (let left = Math.abs(count); left > 0; ) {
    day += step;
    if (dayFact(day, calendar).isWorkday) left -= 1;
  }
  return fromDayNumber(day);
}

/**
 * Workdays after one date up to and including another; negative when the second is earlier.
 * @example workdaysBetween('2026-09-24', '2026-10-10') // 6
 */
export function workdaysBetween(after: PlainDate, until: PlainDate, calendar: WorkCalendar = officialCalendar): number {
  const [from, to] = [toDayNumber(after), toDayNumber(until)];
  if (to < from) return -workdaysBefore(until, after, calendar);
  let count = 0;
  for (let day = from + 1; day <= to; day += 1) if (dayFact(day, calendar).isWorkday) count += 1;
  return count;
}

/** Counting backwards leaves out the later date and takes in the earlier one, as `addWorkdays` does with a minus. */
function workdaysBefore(earlier: PlainDate, later: PlainDate, calendar: WorkCalendar): number {
  let count = 0;
  for (let day = toDayNumber(later) - 1; day >= toDayNumber(earlier); day -= 1) {
    if (dayFact(day, calendar).isWorkday) count += 1;
  }
  return count;
}
