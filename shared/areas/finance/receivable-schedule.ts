import { type DeadlineRule, due } from '../../kit/calendar/deadline.ts';
import type { PlainDate } from '../../kit/calendar/plain-date.ts';
import { fail } from '../../kit/errors.ts';
import { type Label, label } from '../../kit/label.ts';
import { type Fen, formatYuan, rate } from '../../kit/money.ts';
import type { ReceivableKind } from './kinds.ts';

/** What a part of the price is called in notices and statements. */
export const planParts = {
  lumpSum: label('全额房款', 'Full price'),
  downPayment: label('首付款', 'Down payment'),
  instalment: label('分期房款', 'Instalment'),
  balance: label('尾款', 'Balance'),
  commercialLoan: label('商业贷款', 'Commercial loan'),
  providentFundLoan: label('公积金贷款', 'Provident fund loan'),
} as const satisfies Record<string, Label>;
export type PlanPartName = keyof typeof planParts;

const kindOf = (part: PlanPartName): PlanKind => (part === 'commercialLoan' || part === 'providentFundLoan' ? 'loan' : 'housePrice');

/** The kinds of receivable that make up a price. */
export type PlanKind = Extract<ReceivableKind, 'housePrice' | 'loan'>;

/** How much of the price: parts per million of it, an amount, or what the other parts leave. */
export type Share = { readonly ppm: number } | { readonly fen: Fen } | 'remainder';

/** When it is due: a period after signing, or a date. */
export type DueRule = { readonly afterSigning: DeadlineRule } | { readonly on: PlainDate };

export type PlanPart = { readonly part: PlanPartName; readonly share: Share; readonly due: DueRule };

/** One amount that a buyer, or the buyer's bank, owes. */
export type PlannedReceivable = { readonly part: PlanPartName; readonly kind: PlanKind; readonly amountFen: Fen; readonly dueOn: PlainDate };

/**
 * The receivables of a contract: the parts of its payment plan as dated amounts that add up to the price exactly. Shares are
 * rounded half up to the fen; the part that is the remainder, or else the last share, takes what the rounding leaves.
 *
 * @param deal price in fen, and the day of signing
 * @throws RefusalError `plan.sum` when the parts do not make up the price, `plan.part` when one of them is nothing, `plan.remainders`
 * @example
 * receivablesOf([{ part: 'lumpSum', share: 'remainder', due: { on: '2026-11-28' } }], { priceFen: 123_000_000, signedOn: '2026-11-21' })
 * // [{ part: 'lumpSum', kind: 'housePrice', amountFen: 123000000, dueOn: '2026-11-28' }]
 */
export function receivablesOf(plan: readonly PlanPart[], deal: { readonly priceFen: Fen; readonly signedOn: PlainDate }): readonly PlannedReceivable[] {
  const amounts = amountsOf(plan, deal.priceFen);
  return plan.map(({ part, due: rule }, place) => ({
    part,
    kind: kindOf(part),
    amountFen: amounts[place] ?? 0,
    dueOn: 'on' in rule ? rule.on : due(rule.afterSigning, deal.signedOn).on,
  }));
}

/**
 * What of a plan is still to be paid: money counts for the earliest parts of its own kind, and where it is more than they are, for
 * the earliest of the others.
 *
 * @example
 * restOf([{ part: 'downPayment', kind: 'housePrice', amountFen: 30, dueOn: '2026-12-01' }], { housePrice: 10, loan: 0 })
 * // [{ part: 'downPayment', kind: 'housePrice', amountFen: 20, dueOn: '2026-12-01' }]
 */
export function restOf(planned: readonly PlannedReceivable[], paid: Readonly<Record<PlanKind, Fen>>): readonly PlannedReceivable[] {
  const byDay = planned.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
  const left = { ...paid };
  const ofOwn = byDay.map((part) => {
    const fen = Math.min(left[part.kind], part.amountFen);
    left[part.kind] -= fen;
    return { ...part, amountFen: part.amountFen - fen };
  });
  let over = left.housePrice + left.loan;
  return ofOwn.flatMap((part) => {
    const fen = Math.min(over, part.amountFen);
    over -= fen;
    return part.amountFen > fen ? [{ ...part, amountFen: part.amountFen - fen }] : [];
  });
}

function amountsOf(plan: readonly PlanPart[], priceFen: Fen): readonly Fen[] {
  const amounts = plan.map(({ share }) => (share === 'remainder' ? 0 : 'fen' in share ? share.fen : rate(priceFen, share.ppm)));
  const left = priceFen - amounts.reduce((sum, fen) => sum + fen, 0);
  const taker = takerOf(plan, priceFen);
  const total = { planned: formatYuan(priceFen - left), price: formatYuan(priceFen) };
  if (taker === undefined ? left !== 0 : (amounts[taker] ?? 0) + left < 0) fail('plan.sum', { parameters: total });
  const settled = amounts.map((fen, place) => (place === taker ? fen + left : fen));
  const empty = settled.findIndex((fen) => fen <= 0);
  if (empty >= 0 || plan.length === 0) fail('plan.part', { parameters: { number: empty + 1 } });
  return settled;
}

/** The part that takes what is left: the remainder; or, where the shares stand for the whole price, the last share. */
function takerOf(plan: readonly PlanPart[], priceFen: Fen): number | undefined {
  const remainders = plan.flatMap(({ share }, place) => (share === 'remainder' ? [place] : []));
  if (remainders.length > 1) fail('plan.remainders');
  if (remainders.length === 1) return remainders[0];
  const fixed = plan.reduce((sum, { share }) => sum + (share !== 'remainder' && 'fen' in share ? share.fen : 0), 0);
  const ppm = plan.reduce((sum, { share }) => sum + (share !== 'remainder' && 'ppm' in share ? share.ppm : 0), 0);
  // Compared without dividing: fixed / price + ppm / 1,000,000 = 1.
  const isWhole = BigInt(fixed) * 1_000_000n + BigInt(priceFen) * BigInt(ppm) === BigInt(priceFen) * 1_000_000n;
  return isWhole ? plan.findLastIndex(({ share }) => share !== 'remainder' && 'ppm' in share) : undefined;
}
