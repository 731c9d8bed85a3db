import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, toDayNumber } from '../../kit/calendar/plain-date.ts';
import { damagesOf, type OverdueDebt } from './damages.ts';

const debt: OverdueDebt = { amountFen: 100_000_000, dueOn: '2026-11-05', payments: [], asOf: '2026-11-21', dailyPpm: 500 };

describe('liquidated damages', () => {
  it('begin on the day after the due date and count calendar days, the last one included', () => {
    expect(damagesOf(debt)).toEqual({
      spans: [{ from: '2026-11-06', to: '2026-11-21', days: 16, unpaidFen: 100_000_000, damagesFen: 800_000 }],
      days: 16,
      totalFen: 800_000,
      uncappedFen: 800_000,
      isCapped: false,
    });
    expect(damagesOf({ ...debt, asOf: '2026-11-06' }).totalFen).toBe(50_000);
  });

  it.each(['2026-11-05', '2026-11-01'])('are nothing as of %s', (asOf) => expect(damagesOf({ ...debt, asOf })).toMatchObject({ totalFen: 0, spans: [] }));

  it('count the leap day', () => {
    expect(damagesOf({ ...debt, dueOn: '2028-02-28', asOf: '2028-03-01' }).days).toBe(2);
    expect(damagesOf({ ...debt, dueOn: '2026-02-28', asOf: '2026-03-01' }).days).toBe(1);
  });

  it('fall with each part payment from the next day on, in whatever order they are given', () => {
    const payments = [
      { on: '2026-11-15', fen: 60_000_000 },
      { on: '2026-11-01', fen: 20_000_000 },
      { on: '2026-11-10', fen: 10_000_000 },
      { on: '2026-11-10', fen: 5_000_000 },
    ];
    const { spans, totalFen } = damagesOf({ ...debt, payments });
    expect(spans.map((x) => [x.from, x.to, x.days, x.unpaidFen, x.damagesFen])).toEqual([
      ['2026-11-06', '2026-11-10', 5, 80_000_000, 200_000],
      ['2026-11-11', '2026-11-15', 5, 65_000_000, 162_500],
      ['2026-11-16', '2026-11-21', 6, 5_000_000, 15_000],
    ]);
    expect(totalFen).toBe(377_500);
  });

  it('end with the day of full payment, and more than that changes nothing', () => {
    const payments = [{ on: '2026-11-08', fen: 100_000_001 }];
    expect(damagesOf({ ...debt, payments })).toMatchObject({ days: 3, totalFen: 150_000 });
  });

  it('are rounded once, half up, and the spans add up to the total', () => {
    const { spans, totalFen } = damagesOf({ ...debt, amountFen: 333, dailyPpm: 1000, payments: [{ on: '2026-11-07', fen: 1 }] });
    // 333 × 2 days + 332 × 14 days at 0.1% are 5.314 fen.
    expect([totalFen, ...spans.map((x) => x.damagesFen)]).toEqual([5, 1, 4]);
    expect(damagesOf({ ...debt, amountFen: 500, dailyPpm: 1000, asOf: '2026-11-06' }).totalFen).toBe(1);
    expect(damagesOf({ ...debt, amountFen: 499, dailyPpm: 1000, asOf: '2026-11-06' }).totalFen).toBe(0);
  });

  it('stop at the cap and say so', () => {
    expect(damagesOf({ ...debt, capPpm: 5000 })).toMatchObject({ totalFen: 500_000, uncappedFen: 800_000, isCapped: true });
    expect(damagesOf({ ...debt, capPpm: 8000 })).toMatchObject({ totalFen: 800_000, isCapped: false });
  });

  it('refuse a payment of nothing and a date that does not exist', () => {
    expect(() => damagesOf({ ...debt, payments: [{ on: '2026-11-10', fen: 0 }] })).toThrow('more than nothing');
    expect(() => damagesOf({ ...debt, dueOn: '2026-02-30' })).toThrow('expected a date');
  });

  it('equal a count day by day', () => {
    const payments = fc.array(
      fc.record({ on: fc.integer({ min: -10, max: 90 }).map((x) => addDays('2026-11-05', x)), fen: fc.integer({ min: 1, max: 40_000_000 }) }),
      {
        maxLength: 5,
      },
    );
    const at = fc.integer({ min: -10, max: 90 }).map((x) => addDays('2026-11-05', x));
    const pause = fc
      .tuple(at, at)
      .map((days) => days.toSorted())
      .map(([after = '', until = '']) => ({ after, until }));
    const shape = fc.record({ paid: payments, pauses: fc.array(pause, { maxLength: 3 }) });
    fc.assert(
      fc.property(shape, fc.integer({ min: -5, max: 90 }), fc.integer({ min: 0, max: 2000 }), ({ paid, pauses }, days, dailyPpm) => {
        const given = { ...debt, payments: paid, pauses, asOf: addDays(debt.dueOn, days), dailyPpm };
        let exact = 0n;
        for (let day = toDayNumber(debt.dueOn) + 1; day <= toDayNumber(given.asOf); day += 1) {
          const unpaid = debt.amountFen - paid.reduce((sum, x) => (toDayNumber(x.on) < day ? sum + x.fen : sum), 0);
          const isPaused = pauses.some(({ after, until }) => toDayNumber(after) < day && day <= toDayNumber(until));
          if (unpaid > 0 && !isPaused) exact += BigInt(unpaid) * BigInt(dailyPpm);
        }
        const found = damagesOf(given);
        expect(BigInt(found.totalFen)).toBe((exact + 500_000n) / 1_000_000n);
        expect(found.spans.reduce((sum, x) => sum + x.damagesFen, 0)).toBe(found.uncappedFen);
      }),
    );
  });
});
