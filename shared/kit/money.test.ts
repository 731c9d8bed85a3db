import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatArea, parseArea } from './area.ts';
import { capitalAmount } from './capital-amount.ts';
import { divideHalfUp, readDecimal } from './decimal.ts';
import { formatYuan, parseYuan, perSquareMetre, rate, unitPriceOf } from './money.ts';

const fens = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const wide = (text: string) => text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

describe('reading yuan', () => {
  it.each([
    ['1,234,567.89', 123_456_789],
    ['１，２３４，５６７．８９', 123_456_789],
    ['¥ 1234567.8', 123_456_780],
    ['￥100', 10_000],
    ['人民币 1,000.00元', 100_000],
    ['100元整', 10_000],
    ['123.45万', 123_450_000],
    ['123.456789万元', 123_456_789],
    ['0.000001亿', 10_000],
    ['.5'.padStart(3, '0'), 50],
    ['0', 0],
    ['00012', 1200],
    ['1.230', 123],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('takes %j as %i fen', (text, fen) => {
    expect(parseYuan(text)).toEqual({ ok: true, value: fen });
  });

  it.each([
    ['', 'number.empty'],
    ['　', 'number.empty'],
    ['元', 'number.empty'],
    ['一百元', 'number.malformed'],
    ['1.2.3', 'number.malformed'],
    ['.5', 'number.malformed'],
    ['5.', 'number.malformed'],
    ['1e5', 'number.malformed'],
    ['0x10', 'number.malformed'],
    ['NaN', 'number.malformed'],
    ['١٢٣', 'number.malformed'],
    ['1\u200b2', 'number.malformed'],
    ['12万5', 'number.malformed'],
    ['=1+1', 'number.malformed'],
    ['(100)', 'number.malformed'],
    ['1,23', 'number.separators'],
    ['1234,567', 'number.separators'],
    [',123', 'number.separators'],
    ['1.5,000', 'number.separators'],
    ['1,234,5678', 'number.separators'],
    ['0.001', 'money.finerThanFen'],
    ['1.0000001万', 'money.finerThanFen'],
    ['-1', 'money.negative'],
    ['－１', 'money.negative'],
    ['90071992547409.92', 'money.tooLarge'],
    ['1'.repeat(41), 'number.tooLong'],
  ])('refuses %j with %s', (text, key) => {
    expect(parseYuan(text)).toMatchObject({ ok: false, key });
  });

  it('takes a minus only where it is allowed', () => {
    expect(parseYuan('−12.30', { allowNegative: true })).toEqual({ ok: true, value: -1230 });
  });

  it('reads back what it wrote, half or full width', () => {
    fc.assert(
      fc.property(fens, fc.boolean(), (fen, isWide) => {
        const text = formatYuan(fen);
        expect(parseYuan(isWide ? wide(text) : text)).toEqual({ ok: true, value: fen });
        expect(parseYuan(formatYuan(-fen), { allowNegative: true })).toEqual({ ok: true, value: fen === 0 ? 0 : -fen });
      }),
    );
  });

  it('never throws on text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseYuan(text).ok === 'boolean'));
  });

  it('drops the binary noise of a computed cell', () => {
    expect(readDecimal(0.1 + 0.2)).toEqual({ ok: true, value: { digits: 3n, scale: 1 } });
    expect(readDecimal(1_229_965.88)).toEqual({ ok: true, value: { digits: 122_996_588n, scale: 2 } });
    expect(readDecimal(-1500)).toEqual({ ok: true, value: { digits: -1500n, scale: 0 } });
    expect(readDecimal(0)).toEqual({ ok: true, value: { digits: 0n, scale: 0 } });
    expect(readDecimal(1e-7)).toEqual({ ok: true, value: { digits: 1n, scale: 7 } });
    expect(readDecimal(Number.NaN)).toMatchObject({ key: 'number.malformed' });
    expect(readDecimal(1e15)).toMatchObject({ key: 'number.malformed' });
  });
});

describe('writing yuan', () => {
  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [-5, '-¥0.05'],
    [100_000, '¥1,000.00'],
    [123_456_789, '¥1,234,567.89'],
  ])('%i is %s', (fen, text) => expect(formatYuan(fen)).toBe(text));

  it('refuses half a fen', () => {
    expect(() => formatYuan(0.5)).toThrow('whole number');
    expect(formatYuan(100_000, { symbol: '' })).toBe('1,000.00');
  });
});

describe('rates', () => {
  it.each([
    [123_000_000, { numerator: 3, denominator: 10_000 }, 36_900],
    [123_000_000, 300, 36_900],
    [123_000_000, { numerator: 5, denominator: 10_000 }, 61_500],
    [1, 500_000, 1],
    [1, 499_999, 0],
    [-1, 500_000, -1],
    [Number.MAX_SAFE_INTEGER, 1_000_000, Number.MAX_SAFE_INTEGER],
  ])('of %i at %j is %i', (fen, share, expected) => expect(rate(fen, share)).toBe(expected));

  it('asks 266.64 yuan for 88.88 m² at 3 yuan', () => expect(perSquareMetre(300, 888_800)).toBe(26_664));

  it('is off by at most half a fen, and never by more', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 1_000_000 }), (fen, ppm) => {
        const twice = 2n * (BigInt(rate(fen, ppm)) * 1_000_000n - BigInt(fen) * BigInt(ppm));
        expect(twice <= 1_000_000n && twice >= -1_000_000n).toBe(true);
      }),
    );
  });

  it('finds the unit price again within a fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 10_000, max: 1e8 }), (price, cm2) => {
        expect(Math.abs(unitPriceOf(perSquareMetre(price, cm2), cm2) - price)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses a division by nothing, a broken rate and an amount too large', () => {
    expect(() => rate(1, { numerator: 1, denominator: 0 })).toThrow('positive divisor');
    expect(() => rate(1, 0.5)).toThrow('whole number');
    expect(() => rate(Number.MAX_SAFE_INTEGER, 2_000_000)).toThrow('expected an amount');
    expect(divideHalfUp(-5n, 2n)).toBe(-3n);
  });
});

describe('floor areas', () => {
  it.each([
    ['88.88', 888_800],
    ['８８．８８㎡', 888_800],
    ['88.88 m2', 888_800],
    ['88.88M²', 888_800],
    ['1,234.5 平方米', 12_345_000],
    ['0.0001', 1],
  ])('takes %j as %i cm²', (text, cm2) => expect(parseArea(text)).toEqual({ ok: true, value: cm2 }));

  it.each([
    ['0', 'area.notPositive'],
    ['-3', 'area.notPositive'],
    ['88.88888', 'area.tooFine'],
    ['1000000000000', 'area.tooLarge'],
    ['about 90', 'number.malformed'],
    ['㎡', 'number.empty'],
  ])('refuses %j with %s', (text, key) => expect(parseArea(text)).toMatchObject({ ok: false, key }));

  it('writes two decimals, or as many as it takes', () => {
    expect([888_800, 1_000_000, 12_345, 888_810, 0].map(formatArea)).toEqual(['88.88', '100.00', '1.2345', '88.881', '0.00']);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (cm2) => {
        expect(parseArea(formatArea(cm2))).toEqual({ ok: true, value: cm2 });
      }),
    );
  });
});

/** Reads capitals by the other route: a value per unit, summed from the right. */
function readCapitals(text: string): bigint {
  const digits = '零壹贰叁肆伍陆柒捌玖';
  const small: Record<string, bigint> = { 拾: 10n, 佰: 100n, 仟: 1000n };
  let [total, section, digit] = [0n, 0n, 0n];
  for (const char of text.replace('负', '').replace('整', '')) {
    const unit = small[char];
    if (digits.includes(char)) digit = BigInt(digits.indexOf(char));
    else if (unit !== undefined) [section, digit] = [section + digit * unit, 0n];
    else if (char === '万') [total, section, digit] = [total + (section + digit) * 10_000n, 0n, 0n];
    else if (char === '亿') [total, section, digit] = [(total + section + digit) * 100_000_000n, 0n, 0n];
    else if (char === '元') [total, section, digit] = [(total + section + digit) * 100n, 0n, 0n];
    else if (char === '角') [total, digit] = [total + digit * 10n, 0n];
    else if (char === '分') [total, digit] = [total + digit, 0n];
    else throw new Error(`unexpected ${char}`);
  }
  return text.startsWith('负') ? -total : total;
}

describe('amounts in capitals', () => {
  // The amounts with explanations in the rules for filling in bills of the Payment and Settlement Measures, and edges.
  it.each([
    [140_950, '壹仟肆佰零玖元伍角整'],
    [600_714, '陆仟零柒元壹角肆分'],
    [168_032, '壹仟陆佰捌拾元叁角贰分'],
    [10_700_053, '壹拾万柒仟元伍角叁分'],
    [1_640_902, '壹万陆仟肆佰零玖元零贰分'],
    [32_504, '叁佰贰拾伍元零肆分'],
    [123_456_789, '壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分'],
    [10_000_000, '壹拾万元整'],
    [0, '零元整'],
    [50, '伍角整'],
    [5, '伍分'],
    [55, '伍角伍分'],
    [100, '壹元整'],
    [1000, '壹拾元整'],
    [10_010_000, '壹拾万零壹佰元整'],
    [100_010_000, '壹佰万零壹佰元整'],
    [10_000_000_001, '壹亿元零壹分'],
    [10_000_000_100, '壹亿零壹元整'],
    [10_001_000_000, '壹亿零壹万元整'],
    [10_100_000_000, '壹亿零壹佰万元整'],
    [11_000_000_000, '壹亿壹仟万元整'],
    [1_000_000_000_000_000, '壹拾万亿元整'],
    [9_007_199_254_740_991, '玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分'],
    [-12_300, '负壹佰贰拾叁元整'],
  ])('%i fen are %s', (fen, text) => expect(capitalAmount(fen)).toBe(text));

  it('can be read back, never doubles 零, and 整 stands exactly where there are no fen', () => {
    const amounts = fc.oneof(
      fens,
      fc.integer({ min: 0, max: 1e7 }),
      fc.array(fc.constantFrom('0', '0', '1', '9'), { minLength: 1, maxLength: 15 }).map((digits) => Number(digits.join(''))),
    );
    fc.assert(
      fc.property(amounts, (fen) => {
        const text = capitalAmount(fen);
        expect(readCapitals(text)).toBe(BigInt(fen));
        expect(text).not.toMatch(/零零|^零(?!元整$)|零[元万亿角分](?!整$)/u);
        expect(text.endsWith('整')).toBe(fen % 10 === 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what is not whole fen', () => expect(() => capitalAmount(1.5)).toThrow('whole fen'));
});
