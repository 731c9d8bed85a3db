import * as z from 'zod';
import { officialCalendar, type WorkCalendar } from './holidays.ts';
import { addDays, addMonths, endOfDay, type Instant, instantMs, isPlainDate, type PlainDate, shanghaiDate, startOfDay, toDayNumber } from './plain-date.ts';
import { type DayFact, dayFact } from './workdays.ts';

/** Longest period a rule may count, in its own unit: a century of months. */
const maxCount = 1200;
const count = z.int().min(1).max(maxCount);
/** `workday` moves an end that is a day off to the next workday, as Civil Code art. 203 does for statutory periods. */
const lastDay = z.literal('workday').optional();

/**
 * How long something may take. The start day does not count unless `startCounts` says so (Civil Code art. 201);
 * `endOfDay` counts calendar days and may be 0, "the same day"; months and years end on the corresponding day.
 */
export const deadlineRule = z.discriminatedUnion('unit', [
  z.strictObject({ unit: z.literal('calendarDay'), count, startCounts: z.boolean().optional(), lastDay }),
  z.strictObject({ unit: z.literal('workday'), count, startCounts: z.boolean().optional() }),
  z.strictObject({ unit: z.literal('hour'), count }),
  z.strictObject({ unit: z.literal('endOfDay'), count: z.int().min(0).max(maxCount) }),
  z.strictObject({ unit: z.literal('month'), count, startCounts: z.literal(false).optional(), lastDay }),
  z.strictObject({ unit: z.literal('year'), count, startCounts: z.literal(false).optional(), lastDay }),
]);
export type DeadlineRule = z.infer<typeof deadlineRule>;

/** A day the computation looked at; `counted` is its ordinal where it was counted as a workday. */
export type TraceDay = DayFact & { counted?: number };

export type Deadline = {
  /** Date in Shanghai on which the period ends. */
  on: PlainDate;
  /** Last moment in time: end of `on`, or start plus the hours. */
  at: Instant;
  /** True when a day whose working status mattered lies in a year without a published calendar. */
  provisional: boolean;
  /** The days whose working status mattered, in order; empty where the calendar plays no part. */
  trace: TraceDay[];
};

/**
 * When a period ends, in Shanghai time.
 * @param start a date, or an instant with a zone; hours need an instant.
 * @throws Error (zod) for a rule outside `deadlineRule`; RangeError for a malformed start or one before 1992.
 * @example due({ unit: 'workday', count: 6 }, '2026-09-24').on // '2026-10-10'
 */
export function due(rule: DeadlineRule, start: PlainDate | Instant, calendar = officialCalendar): Deadline {
  const checked = deadlineRule.parse(rule);
  if (checked.unit === 'hour') return dueInHours(checked.count, start);
  const from = isPlainDate(start) ? start : shanghaiDate(start);
  startOfDay(from); // refuses a date before China's last daylight saving
  switch (checked.unit) {
    case 'workday':
      return dueInWorkdays(checked, from, calendar);
    case 'calendarDay':
      return endingOn(addDays(from, checked.count - (checked.startCounts ? 1 : 0)), checked.lastDay, calendar);
    case 'endOfDay':
      return endingOn(addDays(from, checked.count), undefined, calendar);
    case 'month':
      return endingOn(addMonths(from, checked.count), checked.lastDay, calendar);
    case 'year':
      return endingOn(addMonths(from, checked.count * 12), checked.lastDay, calendar);
  }
}

function dueInHours(hours: number, start: Instant): Deadline {
  const at = new Date(instantMs(start) + hours * 3_600_000).toISOString();
  return { on: shanghaiDate(at), at, provisional: false, trace: [] };
}

function dueInWorkdays(rule: { count: number; startCounts?: boolean | undefined }, from: PlainDate, calendar: WorkCalendar): Deadline {
  const trace: TraceDay[] = [];
  let counted = 0;
  for (let day = toDayNumber(from) + (rule.startCounts ? 0 : 1); counted < rule.count; day += 1) {
    const fact = dayFact(day, calendar);
    if (fact.isWorkday) counted += 1;
    trace.push(fact.isWorkday ? { ...fact, counted } : fact);
  }
  return traced(trace);
}

function endingOn(on: PlainDate, roll: 'workday' | undefined, calendar: WorkCalendar): Deadline {
  if (roll === undefined) return { on, at: endOfDay(on), provisional: false, trace: [] };
  const trace = [dayFact(toDayNumber(on), calendar)];
  for (let day = toDayNumber(on) + 1; !trace.at(-1)?.isWorkday; day += 1) trace.push(dayFact(day, calendar));
  return traced(trace);
}

function traced(trace: TraceDay[]): Deadline {
  const on = trace.at(-1)?.date;
  if (on === undefined) throw new RangeError('expected at least one day to count');
  return { on, at: endOfDay(on), provisional: trace.some((day) => !day.isCovered), trace };
}
