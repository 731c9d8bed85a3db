import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNumbers, canonicalNumber, encodeNumber, numberSize, subtractNumbers } from './numbers.ts';

/** Integers scaled by a power of ten: what the exact result must be is then plain BigInt arithmetic. */
const decimal = fc.record({
  digits: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
  exponent: fc.integer({ min: -10, max: 10 }),
});
type Decimal = { digits: bigint; exponent: number };
const text = ({ digits, exponent }: Decimal) => `${digits}e${exponent}`;
const scaled = ({ digits, exponent }: Decimal) => digits * 10n ** BigInt(exponent + 10);

describe('numbers', () => {
  it.each([
    ['0', '0'],
    ['-0.0', '0'],
    ['+1', '1'],
    ['007.10', '7.1'],
    ['1e2', '100'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-12.30E-2', '-0.123'],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    ['9.9E125', `99${'0'.repeat(124)}`],
    [`${'1'.repeat(38)}000`, `${'1'.repeat(38)}000`],
  ])('spells %s as %s', (input, output) => {
    expect(canonicalNumber(input)).toBe(output);
  });

  it.each([
    ['', 'cannot be converted'],
    ['1 2', 'cannot be converted'],
    ['0x10', 'cannot be converted'],
    ['NaN', 'cannot be converted'],
    ['１', 'cannot be converted'],
    ['1'.repeat(39), 'more than 38 significant digits'],
    ['1e126', 'overflow'],
    ['-1e126', 'overflow'],
    ['1e-131', 'underflow'],
  ])('refuses %s', (input, message) => {
    expect(() => canonicalNumber(input)).toThrow(message);
  });

  it('adds and subtracts exactly where binary floating point does not', () => {
    expect(addNumbers('0.1', '0.2')).toBe('0.3');
    expect(addNumbers('12345678901234567890123456789012345678', '-8')).toBe('12345678901234567890123456789012345670');
    expect(subtractNumbers('1e20', '0.00000001')).toBe('99999999999999999999.99999999');
    expect(() => addNumbers('1e36', '0.1')).not.toThrow();
    expect(() => addNumbers('1e38', '0.1')).toThrow('38 significant digits');
  });

  it('agrees with integer arithmetic for any two decimals', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(addNumbers(text(a), text(b))).toBe(canonicalNumber(`${scaled(a) + scaled(b)}e-10`));
        expect(subtractNumbers(text(a), text(b))).toBe(canonicalNumber(`${scaled(a) - scaled(b)}e-10`));
      }),
    );
  });

  it('encodes numbers so that bytes order as numbers do', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const sign = Buffer.compare(encodeNumber(text(a)), encodeNumber(text(b)));
        const difference = scaled(a) - scaled(b);
        expect(sign).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['0', 1],
    ['1', 2],
    ['12', 2],
    ['123', 3],
    ['-12', 3],
    ['1000', 2],
    ['1.2', 3],
  ])('counts %s as %i bytes', (input, bytes) => {
    expect(numberSize(input)).toBe(bytes);
  });
});
