import * as z from 'zod';
import { isPlainDate, type PlainDate, toDayNumber, weekdayOf } from './plain-date.ts';

/** Names of the public holidays; `merged` is the week that National Day and Mid-Autumn share in some years. */
export const holidayLabels = {
  newYear: { zh: '元旦', en: "New Year's Day" },
  springFestival: { zh: '春节', en: 'Spring Festival' },
  qingming: { zh: '清明节', en: 'Qingming Festival' },
  labourDay: { zh: '劳动节', en: 'Labour Day' },
  dragonBoat: { zh: '端午节', en: 'Dragon Boat Festival' },
  midAutumn: { zh: '中秋节', en: 'Mid-Autumn Festival' },
  nationalDay: { zh: '国庆节', en: 'National Day' },
  merged: { zh: '国庆节、中秋节', en: 'National Day and Mid-Autumn Festival' },
  other: { zh: '其他放假', en: 'Other holiday' },
} as const;

export type HolidayName = keyof typeof holidayLabels;

const names = Object.keys(holidayLabels) as [HolidayName, ...HolidayName[]];
const date = z.string().refine(isPlainDate, { error: 'calendar.date' });

/**
 * One year's official arrangement, as the State Council's notice gives it. A notice may also move days of the last week
 * of the year before (New Year 2019 did), so dates are written in full.
 */
export const calendarYear = z.strictObject({
  year: z.int().min(1992).max(9998),
  /** Number of the notice. */
  source: z.string().min(1),
  /** Spans of days off, first and last day included; weekends inside them are days off in any case. */
  off: z.array(z.tuple([z.enum(names), date, date])).min(1),
  /** Saturdays and Sundays on which offices work. */
  makeUp: z.array(date),
});
export type CalendarYear = z.infer<typeof calendarYear>;

/** What a working calendar answers; `undefined` from `notice` means no rule beyond Monday to Friday. */
export type WorkCalendar = {
  isCovered(year: number): boolean;
  /** Last day of the last year for which a calendar is published. */
  coveredUntil: PlainDate;
  notice(day: number): HolidayName | 'makeUp' | undefined;
};

/**
 * Published arrangements. Day by day they agree with the npm packages chinese-days 1.5.7 (2026-05-08) and
 * holiday-calendar 1.3.3 (2026-05-17); the suite beside this file compares them.
 */
export const publishedYears: readonly CalendarYear[] = [
  {
    year: 2019,
    source: '国办发明电〔2018〕15号；劳动节：国办发明电〔2019〕3号',
    off: [
      ['newYear', '2018-12-30', '2019-01-01'],
      ['springFestival', '2019-02-04', '2019-02-10'],
      ['qingming', '2019-04-05', '2019-04-07'],
      ['labourDay', '2019-05-01', '2019-05-04'],
      ['dragonBoat', '2019-06-07', '2019-06-09'],
      ['midAutumn', '2019-09-13', '2019-09-15'],
      ['nationalDay', '2019-10-01', '2019-10-07'],
    ],
    makeUp: ['2018-12-29', '2019-02-02', '2019-02-03', '2019-04-28', '2019-05-05', '2019-09-29', '2019-10-12'],
  },
  {
    year: 2020,
    source: '国办发明电〔2019〕16号；春节延长：国办发明电〔2020〕1号',
    off: [
      ['newYear', '2020-01-01', '2020-01-01'],
      ['springFestival', '2020-01-24', '2020-02-02'],
      ['qingming', '2020-04-04', '2020-04-06'],
      ['labourDay', '2020-05-01', '2020-05-05'],
      ['dragonBoat', '2020-06-25', '2020-06-27'],
      ['merged', '2020-10-01', '2020-10-08'],
    ],
    makeUp: ['2020-01-19', '2020-04-26', '2020-05-09', '2020-06-28', '2020-09-27', '2020-10-10'],
  },
  {
    year: 2021,
    source: '国办发明电〔2020〕27号',
    off: [
      ['newYear', '2021-01-01', '2021-01-03'],
      ['springFestival', '2021-02-11', '2021-02-17'],
      ['qingming', '2021-04-03', '2021-04-05'],
      ['labourDay', '2021-05-01', '2021-05-05'],
      ['dragonBoat', '2021-06-12', '2021-06-14'],
      ['midAutumn', '2021-09-19', '2021-09-21'],
      ['nationalDay', '2021-10-01', '2021-10-07'],
    ],
    makeUp: ['2021-02-07', '2021-02-20', '2021-04-25', '2021-05-08', '2021-09-18', '2021-09-26', '2021-10-09'],
  },
  {
    year: 2022,
    source: '国办发明电〔2021〕11号',
    off: [
      ['newYear', '2022-01-01', '2022-01-03'],
      ['springFestival', '2022-01-31', '2022-02-06'],
      ['qingming', '2022-04-03', '2022-04-05'],
      ['labourDay', '2022-04-30', '2022-05-04'],
      ['dragonBoat', '2022-06-03', '2022-06-05'],
      ['midAutumn', '2022-09-10', '2022-09-12'],
      ['nationalDay', '2022-10-01', '2022-10-07'],
    ],
    makeUp: ['2022-01-29', '2022-01-30', '2022-04-02', '2022-04-24', '2022-05-07', '2022-10-08', '2022-10-09'],
  },
  {
    year: 2023,
    source: '国办发明电〔2022〕16号',
    off: [
      ['newYear', '2022-12-31', '2023-01-02'],
      ['springFestival', '2023-01-21', '2023-01-27'],
      ['qingming', '2023-04-05', '2023-04-05'],
      ['labourDay', '2023-04-29', '2023-05-03'],
      ['dragonBoat', '2023-06-22', '2023-06-24'],
      ['merged', '2023-09-29', '2023-10-06'],
    ],
    makeUp: ['2023-01-28', '2023-01-29', '2023-04-23', '2023-05-06', '2023-06-25', '2023-10-07', '2023-10-08'],
  },
  {
    year: 2024,
    source: '国办发明电〔2023〕7号',
    off: [
      ['newYear', '2024-01-01', '2024-01-01'],
      ['springFestival', '2024-02-10', '2024-02-17'],
      ['qingming', '2024-04-04', '2024-04-06'],
      ['labourDay', '2024-05-01', '2024-05-05'],
      ['dragonBoat', '2024-06-10', '2024-06-10'],
      ['midAutumn', '2024-09-15', '2024-09-17'],
      ['nationalDay', '2024-10-01', '2024-10-07'],
    ],
    makeUp: [...['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28'], ...['2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12']],
  },
  {
    year: 2025,
    source: '国办发明电〔2024〕12号',
    off: [
      ['newYear', '2025-01-01', '2025-01-01'],
      ['springFestival', '2025-01-28', '2025-02-04'],
      ['qingming', '2025-04-04', '2025-04-06'],
      ['labourDay', '2025-05-01', '2025-05-05'],
      ['dragonBoat', '2025-05-31', '2025-06-02'],
      ['merged', '2025-10-01', '2025-10-08'],
    ],
    makeUp: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    year: 2026,
    source: '国办发明电〔2025〕7号',
    off: [
      ['newYear', '2026-01-01', '2026-01-03'],
      ['springFestival', '2026-02-15', '2026-02-23'],
      ['qingming', '2026-04-04', '2026-04-06'],
      ['labourDay', '2026-05-01', '2026-05-05'],
      ['dragonBoat', '2026-06-19', '2026-06-21'],
      ['midAutumn', '2026-09-25', '2026-09-27'],
      ['nationalDay', '2026-10-01', '2026-10-07'],
    ],
    makeUp: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
];

/**
 * A calendar from the arrangements of some years; a later entry for the same year replaces an earlier one whole, so a
 * dated setting can add the next year or correct this one.
 * @throws Error (zod) when an entry is malformed; RangeError when a span runs backwards, a date belongs to another
 * year's notice, or a make-up day is not a Saturday or Sunday.
 * @example workCalendar([...publishedYears, { year: 2027, source: '…', off: [['newYear', '2027-01-01', '2027-01-03']], makeUp: [] }])
 */
export function workCalendar(years: readonly CalendarYear[]): WorkCalendar {
  const byYear = new Map(years.map((entry) => [entry.year, calendarYear.parse(entry)]));
  const days = new Map<number, HolidayName | 'makeUp'>();
  for (const { year, off, makeUp } of [...byYear.values()].sort((a, b) => a.year - b.year)) {
    for (const [name, first, last] of off) {
      const [from, to] = [toDayNumber(belongs(year, first)), toDayNumber(belongs(year, last))];
      if (from > to) throw new RangeError(`expected ${name} ${first} to end on or after it, got ${last}`);
      for (let day = from; day <= to; day += 1) days.set(day, name);
    }
    for (const madeUp of makeUp) {
      const day = toDayNumber(belongs(year, madeUp));
      if (weekdayOf(day) % 6 !== 0) throw new RangeError(`expected a Saturday or Sunday to make up, got ${madeUp}`);
      days.set(day, 'makeUp');
    }
  }
  return {
    isCovered: (year) => byYear.has(year),
    coveredUntil: `${Math.max(...byYear.keys())}-12-31`,
    notice: (day) => days.get(day),
  };
}

/** The calendar of `publishedYears`. */
export const officialCalendar = workCalendar(publishedYears);

function belongs(year: number, text: PlainDate): PlainDate {
  if (text < `${year - 1}-12-20` || text > `${year}-12-31`) {
    throw new RangeError(`expected a date of the notice for ${year}, got ${text}`);
  }
  return text;
}
