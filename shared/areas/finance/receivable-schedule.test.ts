import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOfPlan, problemsOfPlan } from './plan-columns.ts';
import { type PlanPart, receivablesOf, restOf } from './receivable-schedule.ts';

const week = { unit: 'calendarDay', count: 7 } as const;
const deal = { priceFen: 123_000_000, signedOn: '2026-11-21' };
const part = (share: PlanPart['share'], due: PlanPart['due'] = { on: '2026-12-01' }): PlanPart => ({ part: 'instalment', share, due });
const amounts = (plan: readonly PlanPart[], priceFen = deal.priceFen) => receivablesOf(plan, { ...deal, priceFen }).map((x) => x.amountFen);

describe('the receivables of a contract', () => {
  it('follow shares, amounts and dates, of the price or of the loan', () => {
    const plan: PlanPart[] = [
      { part: 'downPayment', share: { ppm: 300_000 }, due: { afterSigning: week } },
      part({ fen: 50_000_000 }, { on: '2027-03-01' }),
      { part: 'commercialLoan', share: 'remainder', due: { afterSigning: { unit: 'endOfDay', count: 0 } } },
    ];
    expect(receivablesOf(plan, deal)).toEqual([
      { part: 'downPayment', kind: 'housePrice', amountFen: 36_900_000, dueOn: '2026-11-28' },
      { part: 'instalment', kind: 'housePrice', amountFen: 50_000_000, dueOn: '2027-03-01' },
      { part: 'commercialLoan', kind: 'loan', amountFen: 36_100_000, dueOn: '2026-11-21' },
    ]);
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

describe('what is left of a plan', () => {
  const plan = receivablesOf(
    partsOfPlan([
      { part: 'commercialLoan', share: 700_000, days: 60 },
      { part: 'downPayment', share: 200_000, days: 7 },
      { part: 'balance', days: 30 },
    ]),
    { priceFen: 1000, signedOn: '2026-03-02' },
  );
  const left = (housePrice: number, loan: number) => restOf(plan, { housePrice, loan }).map((x) => [x.part, x.amountFen, x.dueOn]);

  it('is its earliest parts first, of the kind that was paid', () => {
    expect(left(0, 0)).toEqual([
      ['downPayment', 200, '2026-03-09'],
      ['balance', 100, '2026-04-01'],
      ['commercialLoan', 700, '2026-05-01'],
    ]);
    expect(left(250, 100)).toEqual([
      ['balance', 50, '2026-04-01'],
      ['commercialLoan', 600, '2026-05-01'],
    ]);
    expect(left(400, 0)).toEqual([['commercialLoan', 600, '2026-05-01']]);
    expect(left(300, 700)).toEqual([]);
  });

  it('and what is paid make up the price', () => {
    fc.assert(
      fc.property(fc.nat({ max: 700 }), fc.nat({ max: 300 }), (housePrice, loan) => {
        const rest = restOf(plan, { housePrice, loan }).reduce((sum, { amountFen }) => sum + amountFen, 0);
        expect(rest + housePrice + loan).toBe(1000);
      }),
    );
  });
});

describe('the rows of a plan', () => {
  const of = (...rows: Parameters<typeof problemsOfPlan>[0]) => Object.keys(problemsOfPlan(rows) ?? {});
  const half = { part: 'instalment', share: 500_000, days: 7 } as const;
  it.each([
    ['a share and an amount', of({ ...half, amount: 1 }), ['parts.0.amount']],
    ['neither days nor a day', of(half, { part: 'balance', share: 500_000 }), ['parts.1.days']],
    ['days and a day', of(half, { ...half, dueOn: '2026-12-01' }), ['parts.1.days']],
    ['two remainders', of({ part: 'balance', days: 1 }, { part: 'balance', days: 2 }), ['parts']],
    ['shares below the whole', of(half), ['parts']],
    ['shares above the whole', of(half, half, half), ['parts']],
    ['a whole and a remainder', of(half, half, { part: 'balance', days: 9 }), ['parts']],
    ['a share of nothing', of({ ...half, share: 0 }, { part: 'balance', days: 9 }), ['parts.0.share']],
    ['the whole', of(half, half), []],
    ['a share and the remainder', of(half, { part: 'balance', days: 0 }), []],
    ['an amount and the remainder', of({ part: 'downPayment', amount: 5, dueOn: '2026-12-01' }, { part: 'balance', days: 9 }), []],
  ])('with %s', (_, found, wanted) => expect(found).toEqual(wanted));
});
