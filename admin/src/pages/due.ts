import { dateOf } from '../providers/clock.ts';
import type { TextKey } from '../texts.ts';

export type Due = { readonly group: 'overdue' | 'today' | 'later'; readonly span: { readonly key: TextKey; readonly n: number } };

const minute = 60_000;
/** The largest unit that fits at least once; hours up to two days, because a day more or less matters. */
const units = [
  { key: 'time.days', ms: 1440 * minute, from: 2880 * minute },
  { key: 'time.hours', ms: 60 * minute, from: 60 * minute },
  { key: 'time.minutes', ms: minute, from: 0 },
] as const;

/**
 * How a due time stands to now, in the office's time zone.
 * @example dueOf('2026-03-01T09:00:00Z', Date.parse('2026-03-01T12:00:00Z')) // { group: 'overdue', span: { key: 'time.hours', n: 3 } }
 */
export function dueOf(dueAt: string, now: number): Due {
  const distance = Math.abs(Date.parse(dueAt) - now);
  const unit = units.find(({ from }) => distance >= from) ?? units[2];
  const group = Date.parse(dueAt) < now ? 'overdue' : dateOf(dueAt) === dateOf(now) ? 'today' : 'later';
  return { group, span: { key: unit.key, n: Math.floor(distance / unit.ms) } };
}
