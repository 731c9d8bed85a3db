import type { Loan } from '../../shared/areas/banking/loan.resource.ts';
import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { formatYuan, rate } from '../../shared/kit/money.ts';
import { accountOfBuyer } from '../finance/buyer-account.ts';
import type { Context } from '../kit/context.ts';
import { bookedOf } from './releases.ts';

/**
 * E9: refuses loans that come to more than is left of the price after the buyer's own part: what the buyer has paid of it, and never
 * less than the down payment of the day of signing.
 *
 * @param asked.fen the loans together, in fen
 * @param asked.live loans that go on, whose money in the ledger is not the buyer's own
 * @throws RefusalError `request.invalid` naming the field, with what the loans may come to
 * @example await refuseAboveBalance(context, deal, { field: 'loanAmount', fen: input.loanAmount })
 */
export async function refuseAboveBalance(
  context: Context,
  deal: Contract,
  { field, fen, live = [] }: { field: string; fen: number; live?: readonly Loan[] },
): Promise<void> {
  const [own, { value }] = await Promise.all([ownMoneyOf(context, deal.id, live), context.settings.get('downPayment', deal.signedOn ?? context.today)]);
  const least = rate(deal.price, value.ppm);
  const left = deal.price - Math.max(own, least);
  if (fen > left) failField(field, 'loan.aboveBalance', { left: formatYuan(left), least: formatYuan(least) });
}

/** What the buyer has paid of the price: what the ledger holds for it, without what banks have paid on loans that go on. */
async function ownMoneyOf(context: Context, contract: string, live: readonly Loan[]): Promise<number> {
  const [account, booked] = await Promise.all([accountOfBuyer(context, contract), Promise.all(live.map((one) => bookedOf(context, one.id)))]);
  const ofBanks = booked.reduce((sum, fen) => sum + fen, 0);
  return Math.max(0, (account?.contractLiability ?? 0) - ofBanks);
}
