import { accept, type Checked, refuse } from './checked.ts';
import { type DecimalKey, divideHalfUp, exactInteger, group, isSafe, readDecimal } from './decimal.ts';

/** An amount of money: a whole number of fen (0.01 yuan). */
export type Fen = number;

/** A rate as a fraction, exact: 0.03% is `{ numerator: 3, denominator: 10_000 }`, and 300 as parts per million. */
export type Rate = number | { numerator: number; denominator: number };

export type MoneyKey = DecimalKey | 'money.negative' | 'money.finerThanFen' | 'money.tooLarge';

/** A currency sign, after the sign of a negative amount if there is one, and the yuan at the end. */
const prefix = /^([-−－]?)\s*(?:人民币|RMB|CNY|¥|￥)/iu;
const suffix = /[元圆]整?$/u;

/**
 * Reads yuan as people write them into fen: `1,234,567.89`, `￥１２３`, `123.45万元`. Nothing is rounded; finer than a fen
 * is refused.
 * @example parseYuan('1,234,567.89') // { ok: true, value: 123456789 }
 */
export function parseYuan(text: string, options: { allowNegative?: boolean } = {}): Checked<Fen, MoneyKey> {
  const read = readDecimal(text.trim().replace(prefix, '$1').replace(suffix, ''));
  if (!read.ok) return read;
  const fen = exactInteger(read.value, 2);
  if (fen === undefined) return refuse('money.finerThanFen', { text });
  if (fen < 0n && !options.allowNegative) return refuse('money.negative', { text });
  return isSafe(fen) ? accept(Number(fen)) : refuse('money.tooLarge', { text });
}

/**
 * Fen as yuan with two decimals.
 * @throws RangeError for anything but a safe integer.
 * @example formatYuan(123456789) // '¥1,234,567.89'
 */
export function formatYuan(fen: Fen, options: { symbol?: string } = {}): string {
  const digits = String(Math.abs(whole(fen, 'fen'))).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${options.symbol ?? '¥'}${group(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

/**
 * A share of an amount, exact and then rounded half up to the fen.
 * @throws RangeError when the rate is not made of whole numbers with a positive denominator, or the result is too large.
 * @example rate(123_000_000, { numerator: 3, denominator: 10_000 }) // 36900: 0.03% of 1,230,000 yuan is 369.00
 */
export function rate(fen: Fen, share: Rate): Fen {
  const { numerator, denominator } = typeof share === 'number' ? { numerator: share, denominator: 1_000_000 } : share;
  const product = BigInt(whole(fen, 'fen')) * BigInt(whole(numerator, 'numerator'));
  return toFen(divideHalfUp(product, BigInt(whole(denominator, 'denominator'))));
}

/**
 * Amount for a floor area at a price per square metre, rounded half up to the fen.
 * @param fenPerM2 price of one square metre in fen
 * @param cm2 floor area in square centimetres
 * @example perSquareMetre(300, 888_800) // 26664: 88.88 m² at 3 yuan are 266.64 yuan
 */
export const perSquareMetre = (fenPerM2: Fen, cm2: number): Fen =>
  toFen(divideHalfUp(BigInt(whole(fenPerM2, 'fenPerM2')) * BigInt(whole(cm2, 'cm2')), 10_000n));

/**
 * Price of one square metre when an area costs an amount, rounded half up to the fen.
 * @throws RangeError when the area is not positive.
 * @example unitPriceOf(123_000_000, 888_800) // 1383888
 */
export const unitPriceOf = (fen: Fen, cm2: number): Fen => toFen(divideHalfUp(BigInt(whole(fen, 'fen')) * 10_000n, BigInt(whole(cm2, 'cm2'))));

function toFen(value: bigint): Fen {
  if (!isSafe(value)) throw new RangeError(`expected an amount within ${Number.MAX_SAFE_INTEGER} fen, got ${value}`);
  return Number(value);
}

function whole(value: number, name: string): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`expected ${name} to be a whole number, got ${value}`);
  return value;
}
