import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import chineseDays from 'chinese-days';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeadlineRule, due } from './deadline.ts';
import { type CalendarYear, officialCalendar, publishedYears, workCalendar } from './holidays.ts';
import { addDays, addMonths, endOfDay, fromDayNumber, isPlainDate, shanghaiDate, startOfDay, toDayNumber } from './plain-date.ts';
import { addWorkdays, isWorkday, workdaysBetween } from './workdays.ts';

const first = toDayNumber('2019-01-01');
const last = toDayNumber('2026-12-31');
const anyDate = fc.integer({ min: toDayNumber('2018-06-01'), max: toDayNumber('2028-06-30') }).map(fromDayNumber);
const coveredDate = fc.integer({ min: first, max: toDayNumber('2026-06-30') }).map(fromDayNumber);
const uncovered = (date: string) => !officialCalendar.isCovered(Number(date.slice(0, 4)));

type HolidayFile = { dates: { date: string; type: 'public_holiday' | 'transfer_workday' }[] };
const holidayFolder = fileURLToPath(new URL('../../../node_modules/holiday-calendar/data/CN/', import.meta.url));
const secondSource = new Map<string, boolean>();
for (let year = 2019; year <= 2026; year += 1) {
  const file: HolidayFile = JSON.parse(readFileSync(`${holidayFolder}${year}.json`, 'utf8'));
  for (const day of file.dates) secondSource.set(day.date, day.type === 'transfer_workday');
}

describe('the published calendar', () => {
  it('agrees with chinese-days and with holiday-calendar on every day of 2019-2026', () => {
    const differences: string[] = [];
    for (let day = first; day <= last; day += 1) {
      const date = fromDayNumber(day);
      const ours = isWorkday(date);
      const isWeekday = new Date(`${date}T00:00:00Z`).getUTCDay() % 6 !== 0;
      if (ours !== chineseDays.isWorkday(date)) differences.push(`${date} chinese-days`);
      if (ours !== (secondSource.get(date) ?? isWeekday)) differences.push(`${date} holiday-calendar`);
    }
    expect(differences).toEqual([]);
    expect(last - first + 1).toBe(2922);
  });

  it('knows how far it reaches and where each year comes from', () => {
    expect(officialCalendar.coveredUntil).toBe('2026-12-31');
    expect(publishedYears.map((entry) => entry.year)).toEqual([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]);
    for (const entry of publishedYears) expect(entry.source).toMatch(/国办发明电〔20\d\d〕\d+号/);
  });

  it.each([
    ['2026', ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10']],
    ['2025', ['01-26', '02-08', '04-27', '09-28', '10-11']],
  ])('works on the make-up weekends of %s and on no other', (year, expected) => {
    const worked: string[] = [];
    for (let day = toDayNumber(`${year}-01-01`); day <= toDayNumber(`${year}-12-31`); day += 1) {
      const date = fromDayNumber(day);
      if (isWorkday(date) && new Date(`${date}T00:00:00Z`).getUTCDay() % 6 === 0) worked.push(date.slice(5));
    }
    expect(worked).toEqual(expected);
  });

  it.each([
    ['a span that runs backwards', { off: [['newYear', '2027-01-03', '2027-01-01']], makeUp: [] }],
    ['a make-up day in mid-week', { off: [['newYear', '2027-01-01', '2027-01-03']], makeUp: ['2027-01-06'] }],
    ['a date of another year', { off: [['newYear', '2026-01-01', '2026-01-03']], makeUp: [] }],
    ['a date that does not exist', { off: [['newYear', '2027-02-30', '2027-03-01']], makeUp: [] }],
    ['a year with no day off', { off: [], makeUp: [] }],
  ] as [string, Pick<CalendarYear, 'off' | 'makeUp'>][])('refuses a calendar with %s', (_, entry) => {
    expect(() => workCalendar([{ year: 2027, source: 'test', ...entry }])).toThrow();
  });
});

describe('counting workdays', () => {
  it.each([
    ['2025-09-28', 6, '2025-10-13'],
    ['2026-02-12', 6, '2026-02-27'],
    ['2026-09-24', 6, '2026-10-10'],
    ['2026-01-30', 6, '2026-02-09'],
    ['2026-04-30', 3, '2026-05-08'],
    ['2026-02-13', 3, '2026-02-25'],
    ['2024-09-30', 3, '2024-10-10'],
  ])('%s plus %i is %s', (start, count, on) => {
    expect(addWorkdays(start, count)).toBe(on);
    expect(due({ unit: 'workday', count }, start)).toMatchObject({ on, at: endOfDay(on), provisional: false });
  });

  it('counts back exactly what it added, in both directions', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -60, max: 60 }), (date, count) => {
        const reached = addWorkdays(date, count);
        expect(workdaysBetween(date, reached)).toBe(count);
        if (count !== 0) expect(isWorkday(reached)).toBe(true);
      }),
    );
  });

  it('is strictly monotone in the count and monotone in the start', () => {
    fc.assert(
      fc.property(anyDate, fc.nat(30), fc.integer({ min: 1, max: 40 }), (date, later, count) => {
        expect(addWorkdays(date, count + 1) > addWorkdays(date, count)).toBe(true);
        expect(addWorkdays(addDays(date, later), count) >= addWorkdays(date, count)).toBe(true);
      }),
    );
  });

  it('refuses half a day', () => {
    expect(() => addWorkdays('2026-01-05', 0.5)).toThrow('whole number');
  });
});

describe('a year without a published calendar', () => {
  it('makes the answer provisional, and a calendar added later settles it', () => {
    const guess = due({ unit: 'workday', count: 6 }, '2026-12-28');
    expect(guess).toMatchObject({ on: '2027-01-05', provisional: true });
    const next: CalendarYear = {
      year: 2027,
      source: 'test',
      off: [['newYear', '2027-01-01', '2027-01-03']],
      makeUp: ['2027-01-09'],
    };
    const settled = due({ unit: 'workday', count: 6 }, '2026-12-28', workCalendar([...publishedYears, next]));
    expect(settled).toMatchObject({ on: '2027-01-06', provisional: false });
  });

  it('is provisional exactly when a day of that year was looked at', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 40 }), fc.boolean(), (start, count, startCounts) => {
        const answer = due({ unit: 'workday', count, startCounts }, start);
        let touched = false;
        for (let date = startCounts ? start : addDays(start, 1); date <= answer.on; date = addDays(date, 1)) {
          touched ||= uncovered(date);
        }
        expect(answer.provisional).toBe(touched);
      }),
    );
  });

  it('leaves calendar days, months and hours certain, for no calendar decides them', () => {
    expect(due({ unit: 'calendarDay', count: 90 }, '2026-12-01').provisional).toBe(false);
    expect(due({ unit: 'month', count: 3 }, '2026-12-01').provisional).toBe(false);
    expect(due({ unit: 'hour', count: 48 }, '2026-12-31T10:00:00.000Z').provisional).toBe(false);
    expect(due({ unit: 'calendarDay', count: 31, lastDay: 'workday' }, '2026-12-01').provisional).toBe(true);
  });
});

describe('deadlines', () => {
  it.each([
    [{ unit: 'calendarDay', count: 5 }, '2026-09-28', '2026-10-03'],
    [{ unit: 'calendarDay', count: 5, startCounts: true }, '2026-09-28', '2026-10-02'],
    [{ unit: 'calendarDay', count: 5, lastDay: 'workday' }, '2026-09-28', '2026-10-08'],
    [{ unit: 'calendarDay', count: 30 }, '2026-01-31', '2026-03-02'],
    [{ unit: 'workday', count: 1, startCounts: true }, '2026-10-10', '2026-10-10'],
    [{ unit: 'workday', count: 1, startCounts: true }, '2026-10-01', '2026-10-08'],
    [{ unit: 'endOfDay', count: 0 }, '2026-10-01', '2026-10-01'],
    [{ unit: 'endOfDay', count: 2 }, '2026-10-01', '2026-10-03'],
    [{ unit: 'month', count: 1 }, '2026-01-31', '2026-02-28'],
    [{ unit: 'month', count: 3 }, '2026-11-30', '2027-02-28'],
    [{ unit: 'year', count: 1 }, '2024-02-29', '2025-02-28'],
    [{ unit: 'year', count: 4 }, '2024-02-29', '2028-02-29'],
    [{ unit: 'month', count: 1, lastDay: 'workday' }, '2026-09-03', '2026-10-08'],
  ] as [DeadlineRule, string, string][])('%j from %s ends on %s', (rule, start, on) => {
    expect(due(rule, start)).toMatchObject({ on, at: endOfDay(on) });
  });

  it('takes the date in Shanghai, not in London, from an instant', () => {
    expect(due({ unit: 'endOfDay', count: 0 }, '2026-11-20T16:00:00.000Z').on).toBe('2026-11-21');
    expect(due({ unit: 'endOfDay', count: 0 }, '2026-11-20T15:59:59.999Z').on).toBe('2026-11-20');
    expect(due({ unit: 'workday', count: 6 }, '2026-09-23T23:30:00-08:00').on).toBe('2026-10-10');
  });

  it('counts hours from the minute, across days off', () => {
    expect(due({ unit: 'hour', count: 24 }, '2026-10-01T02:03:04.005Z')).toEqual({
      on: '2026-10-02',
      at: '2026-10-02T02:03:04.005Z',
      provisional: false,
      trace: [],
    });
  });

  it('shows every day it looked at and why it counted or not', () => {
    const { trace } = due({ unit: 'workday', count: 3 }, '2026-04-30');
    expect(trace.map((day) => [day.date, day.kind, day.counted])).toEqual([
      ...['01', '02', '03', '04', '05'].map((day) => [`2026-05-${day}`, 'labourDay', undefined]),
      ['2026-05-06', 'weekday', 1],
      ['2026-05-07', 'weekday', 2],
      ['2026-05-08', 'weekday', 3],
    ]);
    expect(due({ unit: 'workday', count: 1 }, '2026-05-08').trace[0]?.kind).toBe('makeUp');
  });

  it.each([
    [{ unit: 'week', count: 1 }, '2026-01-01'],
    [{ unit: 'workday', count: 0 }, '2026-01-01'],
    [{ unit: 'workday', count: -1 }, '2026-01-01'],
    [{ unit: 'workday', count: 1.5 }, '2026-01-01'],
    [{ unit: 'workday', count: 1, businessHours: true }, '2026-01-01'],
    [{ unit: 'month', count: 1, startCounts: true }, '2026-01-01'],
    [{ unit: 'hour', count: 4 }, '2026-01-01'],
    [{ unit: 'calendarDay', count: 1 }, '2026-02-29'],
    [{ unit: 'calendarDay', count: 1 }, '2026-02-01T00:00:00'],
    [{ unit: 'calendarDay', count: 1 }, '1991-07-01'],
  ])('refuses %j from %s', (rule, start) => {
    expect(() => due(rule as DeadlineRule, start)).toThrow();
  });

  it('never ends before it starts, and a longer period never ends earlier', () => {
    const rules = fc.record({
      unit: fc.constantFrom('calendarDay', 'workday', 'month', 'year', 'endOfDay'),
      count: fc.integer({ min: 1, max: 24 }),
    }) as fc.Arbitrary<DeadlineRule>;
    fc.assert(
      fc.property(rules, coveredDate, (rule, start) => {
        const { on } = due(rule, start);
        expect(on > start).toBe(true);
        expect(due({ ...rule, count: rule.count + 1 }, start).on > on).toBe(true);
      }),
    );
  });
});

describe('civil dates', () => {
  it('round-trips every day number and agrees with Date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -350_000, max: 2_900_000 }), (day) => {
        const date = fromDayNumber(day);
        expect(toDayNumber(date)).toBe(day);
        expect(date).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
      }),
    );
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '0999-01-01', '２０２６-01-01', '', '2026-01-01 '])('knows that %j is no date', (text) =>
    expect(isPlainDate(text)).toBe(false),
  );

  it('places a day between its two midnights in Shanghai', () => {
    fc.assert(
      fc.property(coveredDate, (date) => {
        expect(shanghaiDate(startOfDay(date))).toBe(date);
        expect(shanghaiDate(endOfDay(date))).toBe(date);
        expect(Date.parse(endOfDay(date)) + 1).toBe(Date.parse(startOfDay(addDays(date, 1))));
      }),
    );
  });

  it('adds months forwards and backwards across years', () => {
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-01-15', -13)).toBe('2024-12-15');
    expect(addMonths('2026-12-31', 2)).toBe('2027-02-28');
  });
});
