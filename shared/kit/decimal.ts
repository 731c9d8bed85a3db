import { accept, type Checked, refuse } from './checked.ts';

/** A decimal number read from text: `digits` × 10^-`scale`, and how many decimals the text itself wrote. */
export type Decimal = { digits: bigint; scale: number };

export type DecimalKey = 'number.empty' | 'number.malformed' | 'number.separators' | 'number.tooLong';

/** Longest text that is looked at; a longer one is no amount and only costs time. */
const maxLength = 40;
/** Powers of ten that a Chinese unit behind a number stands for. */
const magnitudes: Record<string, number> = { 万: 4, 亿: 8 };

const plain = /^([+-]?)(\d+)(?:\.(\d+))?(万|亿)?$/;
const grouped = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:万|亿)?$/;

/**
 * Reads a decimal written by a person: full-width digits and signs, thousands separators, inner spaces, 万 and 亿.
 * A `number` is taken at the 15 digits a spreadsheet keeps.
 * @example readDecimal('１，２３４．５万') // { ok: true, value: { digits: 12345000n, scale: 0 } }
 */
export function readDecimal(input: string | number): Checked<Decimal, DecimalKey> {
  if (typeof input === 'number') return readNumber(input);
  if (input.length > maxLength) return refuse('number.tooLong', { max: maxLength });
  const text = input.normalize('NFKC').replace(/\s/gu, '').replace(/[−–—]/gu, '-');
  if (text === '') return refuse('number.empty');
  if (text.includes(',') && !grouped.test(text)) return refuse('number.separators', { text: input });
  const match = plain.exec(text.replaceAll(',', ''));
  if (match === null) return refuse('number.malformed', { text: input });
  const [, sign, whole = '', fraction = '', unit = ''] = match;
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const scale = fraction.length - (magnitudes[unit] ?? 0);
  return accept(scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 });
}

function readNumber(value: number): Checked<Decimal, DecimalKey> {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return refuse('number.malformed', { text: String(value) });
  // 15 significant digits drop the binary noise of computed cells: 0.1 + 0.2 reads as 0.3.
  const [mantissa = '0', exponent = '0'] = value.toExponential(14).split('e');
  const significant = mantissa.replace('.', '').replace(/0+$/, '');
  const scale = significant.replace('-', '').length - 1 - Number(exponent);
  const digits = BigInt(significant === '' || significant === '-' ? '0' : significant);
  return accept(scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 });
}

/**
 * A decimal as an integer count of 10^-`scale`; `undefined` when it has finer decimals than that.
 * @example exactInteger({ digits: 8888n, scale: 2 }, 4) // 888800n
 */
export function exactInteger({ digits, scale }: Decimal, wanted: number): bigint | undefined {
  if (scale <= wanted) return digits * 10n ** BigInt(wanted - scale);
  const divisor = 10n ** BigInt(scale - wanted);
  return digits % divisor === 0n ? digits / divisor : undefined;
}

/**
 * Quotient rounded to the nearest integer, halves away from zero, so that a refund mirrors the charge.
 * @throws RangeError when the divisor is not positive.
 * @example divideHalfUp(5n, 2n) // 3n
 */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  if (divisor <= 0n) throw new RangeError(`expected a positive divisor, got ${divisor}`);
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

/** Whether JavaScript's numbers hold an integer exactly. */
export const isSafe = (value: bigint): boolean => value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);

/** Digits in groups of three: `group(1234567n)` is `1,234,567`. */
export const group = (whole: bigint | string): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
