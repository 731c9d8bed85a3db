import { invalid } from './errors.ts';

/** An exact decimal: (isNegative ? -1 : 1) × digits × 10^exponent; zero has no digits, others no zero at either end. */
type Decimal = { isNegative: boolean; digits: string; exponent: number };

const maxDigits = 38;
/** Power of ten of the first digit: 1E-130 up to 9.99…E+125. */
const minMagnitude = -130;
const maxMagnitude = 125;
const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/**
 * The one spelling of a number that DynamoDB answers with: `1e2` → `100`, `-0.50` → `-0.5`. Throws a ValidationException for text
 * that is no number, more than 38 significant digits, or a magnitude out of range.
 *
 * @example
 * canonicalNumber('007.10') // '7.1'
 */
export function canonicalNumber(text: string): string {
  return format(parse(text));
}

/**
 * Exact sum of two canonical numbers.
 *
 * @example
 * addNumbers('0.1', '0.2') // '0.3'
 */
export function addNumbers(a: string, b: string): string {
  return combine(a, b, 1n);
}

/**
 * Exact difference of two canonical numbers.
 *
 * @example
 * subtractNumbers('1', '0.9') // '0.1'
 */
export function subtractNumbers(a: string, b: string): string {
  return combine(a, b, -1n);
}

/**
 * Bytes a number takes in an item: one for two digits, one for the exponent, one for a minus sign.
 *
 * @example
 * numberSize('-12.5') // 4
 */
export function numberSize(text: string): number {
  const { digits, exponent, isNegative } = parse(text);
  if (digits === '') return 1;
  // Digits are packed in pairs around the decimal point, so an odd exponent costs a half-filled pair.
  const pairs = Math.ceil((digits.length + (Math.abs(exponent) % 2)) / 2);
  return pairs + 1 + (isNegative ? 1 : 0);
}

/**
 * Bytes whose order is the order of the numbers: sign, magnitude, digits; for negative numbers complemented and closed by the
 * highest byte, so that the longer of two digit strings comes first.
 *
 * @example
 * Buffer.compare(encodeNumber('-10'), encodeNumber('-9')) // -1
 */
export function encodeNumber(text: string): Buffer {
  const { isNegative, digits, exponent } = parse(text);
  if (digits === '') return Buffer.from([1]);
  const bytes = [2, digits.length + exponent - 1 - minMagnitude, ...Buffer.from(digits)];
  return Buffer.from(isNegative ? [0, ...bytes.slice(1).map((byte) => 255 - byte), 255] : bytes);
}

function parse(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', power = '0'] = pattern.exec(text.trim()) ?? [];
  if (whole === '' && fraction === '') throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return { isNegative: false, digits, exponent: 0 };
  const exponent = Number(power) - fraction.length + significant.length - digits.length;
  if (digits.length > maxDigits) throw invalid('Attempting to store more than 38 significant digits in a Number');
  const magnitude = digits.length + exponent - 1;
  if (magnitude > maxMagnitude) throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (magnitude < minMagnitude) throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return { isNegative: sign === '-', digits, exponent };
}

function format({ isNegative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = isNegative ? '-' : '';
  const point = digits.length + exponent;
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${'0'.repeat(-point)}${digits}`;
}

function combine(a: string, b: string, factor: 1n | -1n): string {
  const left = parse(a);
  const right = parse(b);
  const exponent = Math.min(left.exponent, right.exponent);
  return canonicalNumber(`${toInteger(left, exponent) + factor * toInteger(right, exponent)}e${exponent}`);
}

function toInteger({ isNegative, digits, exponent }: Decimal, at: number): bigint {
  if (digits === '') return 0n;
  const integer = BigInt(digits + '0'.repeat(exponent - at));
  return isNegative ? -integer : integer;
}
