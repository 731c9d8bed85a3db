import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inForce } from '../settings/known-settings.ts';
import { feesOf } from './fees.ts';

/** The deal of the office's worked example: 88.88 m², 1,230,000 yuan. */
const deal = { price: 123_000_000, floorArea: 888_800 };
const on = '2026-03-02';
const tradingFee = inForce('tradingFee', on, []);

describe('taxes and fees', () => {
  it('computes stamp tax and trading fee to the fen by the rates of the documents', () => {
    const fees = feesOf(deal, { stampTax: inForce('stampTax', on, []), tradingFee });
    expect(fees.map((fee) => [fee.kind, fee.amount])).toEqual([
      ['stampTax', 36_900],
      ['tradingFee', 26_664],
    ]);
    for (const fee of fees) expect(fee.rateSource).toContain('第6条');
  });

  it('computes five in ten thousand by the rate of the law, and nothing where individuals are exempt', () => {
    const statutory = inForce('stampTaxStatutory', on, []);
    const taxed = { ...statutory, value: { ppm: statutory.value.ppm } };
    expect(feesOf(deal, { stampTax: taxed, tradingFee })[0]).toMatchObject({ amount: 61_500, rateFrom: '2022-07-01' });
    expect(feesOf(deal, { stampTax: statutory, tradingFee })[0]).toMatchObject({ amount: 0, basis: '个人住房暂免' });
  });

  it('rounds half up, never by more than half a fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), fc.integer({ min: 0, max: 1_000_000 }), (price, ppm) => {
        const [stampTax] = feesOf({ ...deal, price }, { stampTax: { value: { ppm }, validFrom: on, source: '' }, tradingFee });
        const difference = BigInt(stampTax?.amount ?? -1) * 1_000_000n - BigInt(price) * BigInt(ppm);
        return difference > -500_000n && difference <= 500_000n;
      }),
    );
  });
});
