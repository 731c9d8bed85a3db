import { formatArea } from '../../kit/area.ts';
import { formatYuan, perSquareMetre, rate } from '../../kit/money.ts';
import type { InForce } from '../settings/known-settings.ts';

/** A computed tax or fee: how much (fen), how, by which rate and since when. */
export type Fee = {
  readonly kind: 'stampTax' | 'tradingFee';
  readonly amount: number;
  readonly basis: string;
  readonly rateSource: string;
  readonly rateFrom: string;
};

/**
 * Stamp tax on the price (E5) and trading fee by floor area (E6), to the fen, half up.
 *
 * @param deal price in fen, floor area in cm²
 * @param rates the settings in force on the day of signing
 * @example feesOf({ price: 123_000_000, floorArea: 888_800 }, rates).map((x) => x.amount) // [36900, 26664] by the seed rates
 */
export function feesOf(
  deal: { price: number; floorArea: number },
  rates: { stampTax: InForce<'stampTax' | 'stampTaxStatutory'>; tradingFee: InForce<'tradingFee'> },
): readonly Fee[] {
  const { stampTax, tradingFee } = rates;
  const { ppm, individualsExempt } = stampTax.value;
  return [
    {
      kind: 'stampTax',
      amount: individualsExempt ? 0 : rate(deal.price, { numerator: ppm, denominator: 1_000_000 }),
      basis: individualsExempt ? '个人住房暂免' : `${formatYuan(deal.price)} × ${ppm / 10_000}%`,
      rateSource: stampTax.source,
      rateFrom: stampTax.validFrom,
    },
    {
      kind: 'tradingFee',
      amount: perSquareMetre(tradingFee.value.fen, deal.floorArea),
      basis: `${formatArea(deal.floorArea)} m² × ${formatYuan(tradingFee.value.fen)}`,
      rateSource: tradingFee.source,
      rateFrom: tradingFee.validFrom,
    },
  ];
}
