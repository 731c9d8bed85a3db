import { settingLabels } from '../../../shared/areas/settings/known-settings.ts';
import type { Label } from '../../../shared/kit/label.ts';
import { formatYuan } from '../../../shared/kit/money.ts';
import type { Words } from '../providers/i18n.tsx';

/** Units in which a period is given. */
export const clockUnits = ['hour', 'calendarDay', 'workday', 'endOfDay', 'month', 'year'] as const;

/**
 * The value of a setting in words: a period, a rate, an amount, a list of names.
 *
 * @param words with `names`, the labels of what a list may name
 * @example settingText({ count: 6, unit: 'workday' }, words) // '6 个工作日'
 */
export function settingText(value: unknown, { l, t, names = {} }: Pick<Words, 'l' | 't'> & { names?: Readonly<Record<string, Label>> }): string {
  const data: Record<string, unknown> = Object(value);
  const n = Number(data.count);
  const unit = clockUnits.find((name) => name === data.unit);
  if (unit) return t(`settings.${unit}`, { n });
  if ('count' in data) return t('settings.workday', { n });
  if ('ppm' in data) return [`${Number(data.ppm) / 10_000}%`, ...(data.individualsExempt === true ? [t('settings.exempt')] : [])].join(' · ');
  if ('fen' in data) return `${formatYuan(Number(data.fen))} / m²`;
  if ('times' in data) return t('settings.timesOf', { n: Number(data.times) });
  if ('years' in data) return t('settings.year', { n: Number(data.years) });
  if (Array.isArray(data.names)) return data.names.map((name) => l(names[String(name)]) || String(name)).join('、');
  if (typeof data.use === 'string' && data.use in settingLabels) return l(settingLabels[data.use as keyof typeof settingLabels]);
  return JSON.stringify(value);
}
