import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../kit/calendar/plain-date.ts';
import { type BankLine, type Expected, type Matching, matchLines } from './match-lines.ts';

const line = (key: string, changes: Partial<BankLine> = {}): BankLine => ({ key, on: '2026-11-05', amountFen: 10_000, ...changes });
const ours = (id: string, changes: Partial<Expected> = {}): Expected => ({ id, amountFen: 10_000, on: '2026-11-05', ...changes });

/** Keys and ids only. */
const short = ({ matched, ambiguous, amountDiffers, missingInLedger, missingAtBank }: Matching<BankLine, Expected>) => ({
  matched: matched.map((x) => `${x.line.key} ${x.expected.id} ${x.by}`),
  ambiguous: ambiguous.map((x) => `${x.lines.map((y) => y.key).toSorted()} ${x.expected.map((y) => y.id).toSorted()}`),
  amountDiffers: amountDiffers.map((x) => `${x.line.key} ${x.expected.id} ${x.differenceFen}`),
  missingInLedger: missingInLedger.map((x) => x.key),
  missingAtBank: missingAtBank.map((x) => x.id),
});
const match = (lines: BankLine[], expected: Expected[]) => short(matchLines(lines, expected));
const nothing = { matched: [], ambiguous: [], amountDiffers: [], missingInLedger: [], missingAtBank: [] };

describe('matching a bank statement', () => {
  it('goes by the serial number first, whatever else differs', () => {
    const found = match(
      [line('a', { serial: '1', payer: '张三', on: '2026-11-30' }), line('b', { serial: '2' })],
      [ours('x', { serial: '2', payer: '李四' }), ours('y', { serial: '1' })],
    );
    expect(found).toEqual({ ...nothing, matched: ['a y serial', 'b x serial'] });
  });

  it('tells a different amount under the same serial number', () => {
    expect(match([line('a', { serial: '1', amountFen: 9_950 })], [ours('x', { serial: '1' })])).toEqual({ ...nothing, amountDiffers: ['a x -50'] });
  });

  it('keeps a transfer and its fee under one serial number apart', () => {
    const found = match([line('a', { serial: '1' }), line('b', { serial: '1', amountFen: -50 })], [ours('x', { serial: '1' })]);
    expect(found).toEqual({ ...nothing, matched: ['a x serial'], missingInLedger: ['b'] });
  });

  it('never pairs two different serial numbers, however alike', () => {
    const found = match([line('a', { serial: '1', payer: '张三' })], [ours('x', { serial: '2', payer: '张三' })]);
    expect(found).toEqual({ ...nothing, missingInLedger: ['a'], missingAtBank: ['x'] });
  });

  it('goes by amount and payer, on the same day before within the window', () => {
    const found = match(
      [line('a', { payer: '张 三', on: '2026-11-05' }), line('b', { payer: '张三', on: '2026-11-09' })],
      [ours('x', { payer: '张三', on: '2026-11-10' }), ours('y', { payer: '张三' })],
    );
    expect(found).toEqual({ ...nothing, matched: ['a y payer', 'b x payer'] });
    expect(match([line('a', { payer: '张三', on: '2026-11-16' })], [ours('x', { payer: '张三' })])).toMatchObject({ matched: [], missingAtBank: ['x'] });
  });

  it('goes by an amount that occurs once, also where somebody else paid', () => {
    const found = match([line('a', { payer: '王五' }), line('b', { amountFen: 1 })], [ours('x', { payer: '张三' }), ours('y', { amountFen: 2 })]);
    expect(found).toEqual({ ...nothing, matched: ['a x amount'], missingInLedger: ['b'], missingAtBank: ['y'] });
  });

  it('does not guess among equals', () => {
    expect(match([line('a'), line('b')], [ours('x')])).toEqual({ ...nothing, ambiguous: ['a,b x'] });
    expect(match([line('a', { payer: '张三' })], [ours('x', { payer: '张三' }), ours('y', { payer: '张三' })])).toEqual({ ...nothing, ambiguous: ['a x,y'] });
  });

  it('tells a different amount of the same payer', () => {
    expect(match([line('a', { payer: '张三', amountFen: 9_000 })], [ours('x', { payer: '张三' })])).toEqual({ ...nothing, amountDiffers: ['a x -1000'] });
  });

  it('keeps money in and money out apart', () => {
    const found = match([line('a', { payer: '张三', amountFen: -10_000 })], [ours('x', { payer: '张三' })]);
    expect(found).toEqual({ ...nothing, missingInLedger: ['a'], missingAtBank: ['x'] });
  });

  const details = {
    amountFen: fc.constantFrom(100, 200, 300, -100),
    serial: fc.option(fc.constantFrom('1', '2', '3', '4'), { nil: undefined }),
    payer: fc.option(fc.constantFrom('张三', '李四', '张 三'), { nil: undefined }),
    day: fc.integer({ min: 0, max: 20 }),
  };
  const world = fc.record({
    lines: fc.array(fc.record(details), { maxLength: 9 }).map((all) => all.map(({ day, ...x }, i) => line(`l${i}`, { ...x, on: addDays('2026-11-01', day) }))),
    expected: fc
      .array(fc.record({ ...details, day: fc.option(details.day, { nil: undefined }) }), { maxLength: 9 })
      .map((all) => all.map(({ day, ...x }, i) => ours(`e${i}`, { ...x, on: day === undefined ? undefined : addDays('2026-11-01', day) }))),
  });

  it('uses each line and each posting exactly once, and pairs only equal amounts', () => {
    fc.assert(
      fc.property(world, ({ lines, expected }) => {
        const found = matchLines(lines, expected);
        const usedLines = [...found.matched, ...found.amountDiffers]
          .map((x) => x.line)
          .concat(
            found.ambiguous.flatMap((x) => x.lines),
            found.missingInLedger,
          );
        const used = [...found.matched, ...found.amountDiffers]
          .map((x) => x.expected)
          .concat(
            found.ambiguous.flatMap((x) => x.expected),
            found.missingAtBank,
          );
        expect(usedLines.map((x) => x.key).toSorted()).toEqual(lines.map((x) => x.key).toSorted());
        expect(used.map((x) => x.id).toSorted()).toEqual(expected.map((x) => x.id).toSorted());
        expect(found.matched.every((x) => x.line.amountFen === x.expected.amountFen)).toBe(true);
        expect(found.amountDiffers.every((x) => x.differenceFen !== 0)).toBe(true);
        expect(found.matched.every((x) => x.by === 'serial' || !x.line.serial || !x.expected.serial)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of either side', () => {
    const shuffled = world.chain(({ lines, expected }) =>
      fc.record({
        lines: fc.constant(lines),
        expected: fc.constant(expected),
        otherLines: fc.shuffledSubarray(lines, { minLength: lines.length }),
        otherExpected: fc.shuffledSubarray(expected, { minLength: expected.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ lines, expected, otherLines, otherExpected }) => {
        const sorted = (found: ReturnType<typeof short>) => Object.fromEntries(Object.entries(found).map(([name, list]) => [name, list.toSorted()]));
        expect(sorted(match(otherLines, otherExpected))).toEqual(sorted(match(lines, expected)));
      }),
      { numRuns: 500 },
    );
  });
});
