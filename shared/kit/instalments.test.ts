import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinedPayments, type InstalmentMethod, instalments, type LoanTerms, loanLimits } from './instalments.ts';

const loan = (principalFen: number, annualRatePpm: number, months: number, method: InstalmentMethod = 'equalInstalment') =>
  instalments({ principalFen, annualRatePpm, months, method });
const first = (plan: ReturnType<typeof loan>) => plan.instalments[0]?.paymentFen;
const last = (plan: ReturnType<typeof loan>) => plan.instalments.at(-1)?.paymentFen;

const terms: fc.Arbitrary<LoanTerms> = fc.record({
  principalFen: fc.integer({ min: loanLimits.principalFen.least, max: 2_000_000_000 }),
  annualRatePpm: fc.oneof(fc.integer({ min: 0, max: 240_000 }), fc.integer({ min: 20_000, max: 60_000 }), fc.constant(0)),
  months: fc.integer({ min: 1, max: 480 }),
  method: fc.constantFrom('equalInstalment', 'equalPrincipal'),
});

describe('the instalments of a loan', () => {
  it.each([
    [100_000_000, 35_000, 360, 449_045],
    [100_000_000, 48_500, 360, 527_692],
    [60_000_000, 31_000, 300, 287_657],
    [80_000_000, 26_000, 240, 427_830],
  ])('of %i fen at %i ppm over %i months are %i fen each', (principal, rate, months, payment) => {
    const plan = loan(principal, rate, months);
    expect(first(plan)).toBe(payment);
    expect(new Set(plan.instalments.slice(0, -1).map((x) => x.paymentFen)).size).toBe(1);
  });

  it('bear 616,560.88 of interest on a million at 3.5% over 30 years, the last one closing the balance', () => {
    const plan = loan(100_000_000, 35_000, 360);
    expect(plan.interestFen).toBe(61_656_088);
    expect(plan.instalments[0]).toEqual({ month: 1, paymentFen: 449_045, principalFen: 157_378, interestFen: 291_667, balanceFen: 99_842_622 });
    expect(plan.instalments.at(-1)?.balanceFen).toBe(0);
    // 359 roundings up of 0.31 fen come back here.
    expect(last(plan)).toBe(161_656_088 - 359 * 449_045);
  });

  it('with equal principal begin at 5,694.44, end at 2,785.88 and bear 526,458.33 of interest', () => {
    const plan = loan(100_000_000, 35_000, 360, 'equalPrincipal');
    expect([first(plan), last(plan), plan.interestFen]).toEqual([569_444, 278_588, 52_645_833]);
  });

  it('of a combined loan are the sum of two schedules, also where one ends earlier', () => {
    const payments = combinedPayments([loan(60_000_000, 31_000, 300), loan(80_000_000, 26_000, 240)]);
    expect(payments).toHaveLength(300);
    expect(payments[0]).toEqual({ month: 1, paymentFen: 287_657 + 427_830 });
    expect(payments[299]?.paymentFen).toBe(last(loan(60_000_000, 31_000, 300)));
    expect(combinedPayments([])).toEqual([]);
  });

  it('repay exactly the principal, are never negative, and leave a balance that only falls', () => {
    fc.assert(
      fc.property(terms, (given) => {
        const plan = instalments(given);
        let balance = given.principalFen;
        for (const { principalFen, interestFen, paymentFen, balanceFen } of plan.instalments) {
          expect(principalFen >= 0 && interestFen >= 0 && paymentFen === principalFen + interestFen).toBe(true);
          expect(balanceFen).toBe(balance - principalFen);
          balance = balanceFen;
        }
        expect(balance).toBe(0);
        expect(plan.instalments).toHaveLength(given.months);
        expect(plan.instalments.reduce((sum, x) => sum + x.paymentFen, 0)).toBe(plan.totalFen);
        expect(plan.totalFen - plan.interestFen).toBe(given.principalFen);
      }),
      { numRuns: 60 },
    );
  });

  it('agree with the textbook formula in floating point to the fen', () => {
    fc.assert(
      fc.property(terms, (given) => {
        const [r, n] = [given.annualRatePpm / 12e6, given.months];
        const plan = instalments(given);
        const formula =
          given.method === 'equalPrincipal'
            ? given.principalFen / n + given.principalFen * r
            : r === 0
              ? given.principalFen / n
              : (given.principalFen * r * (1 + r) ** n) / ((1 + r) ** n - 1);
        // Floating point loses some digits of (1+r)^n − 1 where the rate is tiny.
        expect(Math.abs((first(plan) ?? 0) - formula)).toBeLessThanOrEqual(0.51 + formula * 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it('never rise with equal principal, and cost more with a higher rate or a longer term', () => {
    fc.assert(
      fc.property(terms, (given) => {
        const plan = instalments({ ...given, method: 'equalPrincipal' });
        plan.instalments.reduce((before, x) => {
          expect(x.paymentFen).toBeLessThanOrEqual(before + 1);
          return x.paymentFen;
        }, Number.POSITIVE_INFINITY);
        const dearer = instalments({ ...given, annualRatePpm: Math.min(240_000, given.annualRatePpm + 1000) });
        expect(dearer.interestFen).toBeGreaterThanOrEqual(instalments(given).interestFen);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    [{ principalFen: 999_999 }, 'principalFen'],
    [{ principalFen: 1_000_000.5 }, 'principalFen'],
    [{ annualRatePpm: -1 }, 'annualRatePpm'],
    [{ annualRatePpm: 240_001 }, 'annualRatePpm'],
    [{ months: 0 }, 'months'],
    [{ months: 481 }, 'months'],
  ])('are refused for %j', (changes, name) => {
    const usual: LoanTerms = { principalFen: 100_000_000, annualRatePpm: 35_000, months: 360, method: 'equalInstalment' };
    expect(() => instalments({ ...usual, ...changes })).toThrow(`expected ${name}`);
  });
});
