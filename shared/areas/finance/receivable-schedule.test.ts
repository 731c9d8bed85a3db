import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loanPlan, lumpSumPlan, type PlanPart, receivablesOf } from './receivable-schedule.ts';

const week = { unit: 'calendarDay', count: 7 } as const;
const deal = { priceFen: 123_000_000, signedOn: '2026-11-21' };
const part = (share: PlanPart['share'], due: PlanPart['due'] = { on: '2026-12-01' }): PlanPart => ({ part: 'instalment', share, due });
const amounts = (plan: readonly PlanPart[], priceFen = deal.priceFen) => receivablesOf(plan, { ...deal, priceFen }).map((x) => x.amountFen);

describe('the receivables of a contract', () => {
  it('are one amount where the buyer pays at once', () => {
    expect(receivablesOf(lumpSumPlan(week), deal)).toEqual([{ sequence: 1, part: 'lumpSum', kind: 'housePrice', amountFen: 123_000_000, dueOn: '2026-11-28' }]);
  });

  it('are a down payment and the loans, which await the banks', () => {
    const plan = loanPlan(
      [
        { part: 'providentFundLoan', amountFen: 60_000_000 },
        { part: 'commercialLoan', amountFen: 26_000_000 },
      ],
      { unit: 'workday', count: 3 },
    );
    expect(receivablesOf(plan, deal)).toEqual([
      { sequence: 1, part: 'downPayment', kind: 'housePrice', amountFen: 37_000_000, dueOn: '2026-11-25' },
      { sequence: 2, part: 'providentFundLoan', kind: 'loan', amountFen: 60_000_000, awaits: 'disbursement' },
      { sequence: 3, part: 'commercialLoan', kind: 'loan', amountFen: 26_000_000, awaits: 'disbursement' },
    ]);
  });

  it('follow shares, amounts and dates, and await the hand-over until its day is known', () => {
    const plan = [part({ ppm: 300_000 }, { afterSigning: week }), part({ fen: 50_000_000 }, { on: '2027-03-01' }), part('remainder', 'atHandover')];
    expect(receivablesOf(plan, deal).map((x) => [x.amountFen, x.dueOn, x.awaits])).toEqual([
      [36_900_000, '2026-11-28', undefined],
      [50_000_000, '2027-03-01', undefined],
      [36_100_000, undefined, 'handover'],
    ]);
    expect(receivablesOf(plan, { ...deal, handoverOn: '2028-06-30' })[2]).toMatchObject({ dueOn: '2028-06-30' });
  });

  it('are marked where the official calendar of their year is not published', () => {
    const [one] = receivablesOf(lumpSumPlan({ unit: 'workday', count: 10 }), { ...deal, signedOn: '2026-12-28' });
    expect(one).toMatchObject({ isProvisional: true });
  });

  it('leave what rounding loses to the last share', () => {
    const third = [part({ ppm: 333_333 }), part({ ppm: 333_333 }), part({ ppm: 333_334 })];
    expect(amounts(third, 100)).toEqual([33, 33, 34]);
    expect(amounts([part({ ppm: 500_000 }), part({ ppm: 500_000 })], 101)).toEqual([51, 50]);
    expect(amounts([part({ ppm: 500_000 }), part({ fen: 50 })], 100)).toEqual([50, 50]);
  });

  it.each([
    ['plan.sum', [part({ ppm: 500_000 })]],
    ['plan.sum', [part({ fen: 123_000_001 })]],
    ['plan.sum', [part({ fen: 123_000_001 }), part('remainder')]],
    ['plan.part', [part({ fen: 123_000_000 }), part('remainder')]],
    ['plan.part', [part({ ppm: 1_000_000 }), part({ fen: 0 })]],
    ['plan.sum', []],
    ['plan.remainders', [part('remainder'), part('remainder')]],
  ] as const)('are refused with %s', (code, plan) => {
    expect(() => receivablesOf(plan, deal)).toThrow(expect.objectContaining({ code }));
  });

  it('add up to the price whatever the plan, every part being something', () => {
    const shares = fc.array(fc.oneof(fc.record({ ppm: fc.integer({ min: 1, max: 200_000 }) }), fc.record({ fen: fc.integer({ min: 1, max: 1e6 }) })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(shares, fc.integer({ min: 1e8, max: 1e11 }), fc.nat({ max: 4 }), (given, priceFen, at) => {
        const plan = given.map((share) => part(share));
        plan.splice(Math.min(at, plan.length), 0, part('remainder'));
        const found = amounts(plan, priceFen);
        expect(found.reduce((sum, fen) => sum + fen, 0)).toBe(priceFen);
        expect(found.every((fen) => fen > 0)).toBe(true);
      }),
    );
  });

  it('add up to the price where shares alone make up the whole', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(cuts, fc.integer({ min: 1e8, max: 1e11 }), (points, priceFen) => {
        const edges = [0, ...points.toSorted((a, b) => a - b), 1_000_000];
        const plan = edges.slice(1).map((edge, place) => part({ ppm: edge - (edges[place] ?? 0) }));
        const found = amounts(plan, priceFen);
        expect(found.reduce((sum, fen) => sum + fen, 0)).toBe(priceFen);
        expect(Math.abs((found.at(-1) ?? 0) - (priceFen * (1_000_000 - (edges.at(-2) ?? 0))) / 1_000_000)).toBeLessThanOrEqual(plan.length);
      }),
    );
  });
});
