import { accept, type Checked, refuse } from './checked.ts';
import { type DecimalKey, exactInteger, group, isSafe, readDecimal } from './decimal.ts';

/** A floor area: a whole number of square centimetres (0.0001 m²). */
export type SquareCentimetres = number;

export type AreaKey = DecimalKey | 'area.notPositive' | 'area.tooFine' | 'area.tooLarge';

const unit = /(?:平方米|平米|m2|m²|㎡|平)$/iu;

/**
 * Reads square metres as people write them into square centimetres: `88.88`, `８８．８８㎡`, `1,234.5 平方米`.
 * @example parseArea('88.88') // { ok: true, value: 888800 }
 */
export function parseArea(text: string): Checked<SquareCentimetres, AreaKey> {
  const read = readDecimal(text.trim().replace(unit, ''));
  if (!read.ok) return read;
  const cm2 = exactInteger(read.value, 4);
  if (cm2 === undefined) return refuse('area.tooFine', { text });
  if (cm2 <= 0n) return refuse('area.notPositive', { text });
  return isSafe(cm2) ? accept(Number(cm2)) : refuse('area.tooLarge', { text });
}

/**
 * Square centimetres as square metres, with two decimals or as many as it takes.
 * @throws RangeError for anything but a safe integer.
 * @example formatArea(888_800) // '88.88'
 */
export function formatArea(cm2: SquareCentimetres): string {
  if (!Number.isSafeInteger(cm2)) throw new RangeError(`expected whole square centimetres, got ${cm2}`);
  const digits = String(Math.abs(cm2)).padStart(5, '0');
  const decimals = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${cm2 < 0 ? '-' : ''}${group(digits.slice(0, -4))}.${decimals}`;
}
