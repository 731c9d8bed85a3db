import { parseField } from './cron-field.ts';

const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const weekdays = { min: 1, max: 7, names: weekdayNames, firstName: 1 };
const dayMs = 86_400_000;

type IsDay = (date: Date) => boolean;

/**
 * Which days the day-of-month and day-of-week fields choose; exactly one of them is `?`.
 * `L` is the last, `15W` the working day nearest the 15th, `6#3` the third Friday. Dates are midnights in UTC.
 *
 * @example
 * cronDays('L', '?')(new Date('2026-02-28')) // true
 */
export function cronDays(dayField: string, weekdayField: string): IsDay {
  if ((dayField === '?') === (weekdayField === '?')) throw new Error('exactly one of day-of-month and day-of-week must be ?');
  return dayField === '?' ? byWeekday(weekdayField) : byDayOfMonth(dayField);
}

function byDayOfMonth(field: string): IsDay {
  if (field === 'L') return (date) => date.getUTCDate() === lastDay(date);
  if (field === 'LW') return (date) => date.getUTCDate() === nearestWorkday(date, lastDay(date));
  const nearest = /^(\d+)W$/.exec(field)?.[1];
  if (nearest !== undefined) {
    const [day = 1] = parseField(nearest, { min: 1, max: 31 });
    return (date) => day <= lastDay(date) && date.getUTCDate() === nearestWorkday(date, day);
  }
  const days = new Set(parseField(field, { min: 1, max: 31 }));
  return (date) => days.has(date.getUTCDate());
}

function byWeekday(field: string): IsDay {
  if (field === 'L') return (date) => weekday(date) === 7;
  const last = /^(\w+)L$/.exec(field)?.[1];
  if (last !== undefined && !/^\d{2,}$/.test(last)) {
    const [day] = parseField(last, weekdays);
    return (date) => weekday(date) === day && date.getUTCDate() > lastDay(date) - 7;
  }
  const [, name, count] = /^(\w+)#([1-5])$/.exec(field) ?? [];
  if (name !== undefined) {
    const [day] = parseField(name, weekdays);
    return (date) => weekday(date) === day && Math.ceil(date.getUTCDate() / 7) === Number(count);
  }
  const days = new Set(parseField(field, weekdays));
  return (date) => days.has(weekday(date));
}

/** 1 is Sunday, as in the expressions. */
function weekday(date: Date): number {
  return date.getUTCDay() + 1;
}

function lastDay(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The nearest Monday to Friday, without leaving the month. */
function nearestWorkday(date: Date, day: number): number {
  const at = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day));
  const isSaturday = at.getUTCDay() === 6;
  const isSunday = at.getUTCDay() === 0;
  if (!isSaturday && !isSunday) return day;
  const shift = isSaturday ? (day === 1 ? 2 : -1) : day === lastDay(date) ? -2 : 1;
  return new Date(at.getTime() + shift * dayMs).getUTCDate();
}
