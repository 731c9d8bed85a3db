import type { Fee } from '../../shared/areas/contracts/fees.ts';
import { feesOf } from '../../shared/areas/contracts/fees.ts';
import type { Context } from '../kit/context.ts';

/** Taxes and fees of a deal by the rates in force on a day; the office chooses which stamp tax it uses (inventory §1.6 no. 14). */
export async function feesOn(context: Context, deal: { price: number; floorArea: number }, on: string): Promise<readonly Fee[]> {
  const preset = await context.settings.get('stampTaxPreset', on);
  const stampTax = await context.settings.get(preset.value.use, on);
  return feesOf(deal, { stampTax, tradingFee: await context.settings.get('tradingFee', on) });
}
