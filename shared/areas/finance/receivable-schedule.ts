import { type DeadlineRule, due } from '../../kit/calendar/deadline.ts';
import type { PlainDate } from '../../kit/calendar/plain-date.ts';
import { fail } from '../../kit/errors.ts';
import { type Label, label } from '../../kit/label.ts';
import { type Fen, formatYuan, rate } from '../../kit/money.ts';
import type { ReceivableKind } from './kinds.ts';

/** What a part of the price is called in notices and statements, and the kind of receivable it becomes. */
export const planParts = {
  lumpSum: { ...label('全额房款', 'Full price'), kind: 'housePrice' },
  downPayment: { ...label('首付款', 'Down payment'), kind: 'housePrice' },
  instalment: { ...label('分期房款', 'Instalment'), kind: 'housePrice' },
  balance: { ...label('尾款', 'Balance'), kind: 'housePrice' },
  commercialLoan: { ...label('商业贷款', 'Commercial loan'), kind: 'loan' },
  providentFundLoan: { ...label('公积金贷款', 'Provident fund loan'), kind: 'loan' },
} as const satisfies Record<string, Label & { kind: ReceivableKind }>;
export type PlanPartName = keyof typeof planParts;

/** How much of the price: parts per million of it, an amount, or what the other parts leave. */
export type Share = { readonly ppm: number } | { readonly fen: Fen } | 'remainder';

/** When it is due: a period after signing, a date, or an event whose date is not known when the contract is signed. */
export type DueRule = { readonly afterSigning: DeadlineRule } | { readonly on: PlainDate } | 'atHandover' | 'atDisbursement';

export type PlanPart = { readonly part: PlanPartName; readonly share: Share; readonly due: DueRule };

/** One amount a buyer owes. Without `dueOn` it falls due at the event named by `awaits`. */
export type PlannedReceivable = {
  readonly sequence: number;
  readonly part: PlanPartName;
  readonly kind: ReceivableKind;
  readonly amountFen: Fen;
  readonly dueOn?: PlainDate;
  /** The date lies in a year whose official calendar is not published. */
  readonly isProvisional?: true;
  readonly awaits?: 'handover' | 'disbursement';
};

/**
 * The receivables of a contract: the parts of its payment plan as dated amounts that add up to the price exactly. Shares are
 * rounded half up to the fen; the part that is the remainder, or else the last share, takes what the rounding leaves.
 *
 * @param deal price in fen, the day of signing, and the day of hand-over once it is known
 * @throws RefusalError `plan.sum` when the parts do not make up the price, `plan.part` when one of them is nothing
 * @example
 * receivablesOf(lumpSumPlan({ unit: 'calendarDay', count: 7 }), { priceFen: 123_000_000, signedOn: '2026-11-21' })
 * // [{ sequence: 1, part: 'lumpSum', kind: 'housePrice', amountFen: 123000000, dueOn: '2026-11-28' }]
 */
export function receivablesOf(
  plan: readonly PlanPart[],
  deal: { readonly priceFen: Fen; readonly signedOn: PlainDate; readonly handoverOn?: PlainDate },
): readonly PlannedReceivable[] {
  const amounts = amountsOf(plan, deal.priceFen);
  return plan.map(({ part, due }, place) => ({
    sequence: place + 1,
    part,
    kind: planParts[part].kind,
    amountFen: amounts[place] ?? 0,
    ...dueDate(due, deal),
  }));
}

/** The whole price within a period of signing. */
export const lumpSumPlan = (within: DeadlineRule): readonly PlanPart[] => [{ part: 'lumpSum', share: 'remainder', due: { afterSigning: within } }];

/** The loans as the banks pay them out, and the rest of the price within a period of signing. */
export const loanPlan = (
  loans: readonly { readonly part: 'commercialLoan' | 'providentFundLoan'; readonly amountFen: Fen }[],
  within: DeadlineRule,
): readonly PlanPart[] => [
  { part: 'downPayment', share: 'remainder', due: { afterSigning: within } },
  ...loans.map(({ part, amountFen }) => ({ part, share: { fen: amountFen }, due: 'atDisbursement' }) as const),
];

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

function dueDate(
  rule: DueRule,
  deal: { readonly signedOn: PlainDate; readonly handoverOn?: PlainDate },
): Pick<PlannedReceivable, 'dueOn' | 'isProvisional' | 'awaits'> {
  if (rule === 'atDisbursement') return { awaits: 'disbursement' };
  if (rule === 'atHandover') return deal.handoverOn === undefined ? { awaits: 'handover' } : { dueOn: deal.handoverOn };
  if ('on' in rule) return { dueOn: rule.on };
  const { on, provisional } = due(rule.afterSigning, deal.signedOn);
  return provisional ? { dueOn: on, isProvisional: true } : { dueOn: on };
}
