import { addDays, type PlainDate, toDayNumber } from '../../kit/calendar/plain-date.ts';
import { divideHalfUp } from '../../kit/decimal.ts';
import { type Label, label } from '../../kit/label.ts';
import { type Fen, rate } from '../../kit/money.ts';

/** An amount that came in, on the day the bank booked it. */
export type Paid = { readonly on: PlainDate; readonly fen: Fen };

/** Days that bear no damages because the debt was deferred: those after the one, up to the other, itself included. */
export type Pause = { readonly after: PlainDate; readonly until: PlainDate };

export type OverdueDebt = {
  readonly amountFen: Fen;
  readonly dueOn: PlainDate;
  readonly payments: readonly Paid[];
  readonly pauses?: readonly Pause[];
  /** The day up to which damages are counted, itself included. */
  readonly asOf: PlainDate;
  /** Parts per million of the unpaid amount for each day: 0.05% (万分之五) is 500. */
  readonly dailyPpm: number;
  /** The most that is asked, as a share of the debt. */
  readonly capPpm?: number;
};

/** A run of days with the same unpaid amount, both ends included. */
export type DamagesSpan = { readonly from: PlainDate; readonly to: PlainDate; readonly days: number; readonly unpaidFen: Fen; readonly damagesFen: Fen };

export type Damages = {
  readonly spans: readonly DamagesSpan[];
  readonly days: number;
  /** What is asked, after the cap. */
  readonly totalFen: Fen;
  readonly uncappedFen: Fen;
  readonly isCapped: boolean;
};

/** Where the law cuts damages, for the foot of a statement. */
export const damagesNote: Label = label(
  '违约金超过造成损失的百分之三十的，对方可请求适当减少（商品房买卖合同司法解释第十二条）',
  'Damages over 130% of the loss may be reduced on request (Judicial Interpretation on Commodity Housing Sales, art. 12)',
);

/**
 * Liquidated damages for a late payment: a daily rate on what is unpaid, for every calendar day from the day after the due
 * date to the day of payment, itself included, but for the days of a deferral. A part payment lowers the base from the next day on. The exact total is
 * rounded half up to the fen once; the spans are differences of rounded running totals, so that they add up to it.
 *
 * @throws RangeError for a malformed date, and for a payment that is not more than nothing.
 * @example
 * damagesOf({ amountFen: 58_206_000, dueOn: '2026-11-05', payments: [], asOf: '2026-11-21', dailyPpm: 100 }).totalFen
 * // 93130: 16 days at 0.01% on 582,060.00 are 931.296 yuan
 */
export function damagesOf(debt: OverdueDebt): Damages {
  const exact = exactSpans(debt);
  let [running, told] = [0n, 0];
  const spans = exact.map((span) => {
    running += BigInt(span.unpaidFen) * BigInt(span.days) * BigInt(debt.dailyPpm);
    const damagesFen = Number(divideHalfUp(running, 1_000_000n)) - told;
    told += damagesFen;
    return { ...span, damagesFen };
  });
  const cap = debt.capPpm === undefined ? told : rate(debt.amountFen, debt.capPpm);
  return { spans, days: spans.reduce((sum, x) => sum + x.days, 0), totalFen: Math.min(told, cap), uncappedFen: told, isCapped: told > cap };
}

function exactSpans({ amountFen, dueOn, payments, pauses = [], asOf }: OverdueDebt): Omit<DamagesSpan, 'damagesFen'>[] {
  const wrong = payments.find(({ fen }) => !Number.isSafeInteger(fen) || fen <= 0);
  if (wrong) throw new RangeError(`expected payments of more than nothing, got ${wrong.fen}`);
  const paidBy = (day: PlainDate): Fen => payments.reduce((sum, { on, fen }) => (on <= day ? sum + fen : sum), 0);
  // A day of payment still bears damages on what was paid that day: the base changes on the day after.
  const edges = [...payments.map(({ on }) => on), ...pauses.flatMap(({ after, until }) => [after, until])];
  const changes = [...new Set([dueOn, ...edges.filter((on) => on > dueOn && on < asOf)])].toSorted();
  const isPaused = (day: PlainDate): boolean => pauses.some(({ after, until }) => after <= day && day < until);
  return changes.flatMap((after, place) => {
    const to = changes[place + 1] ?? asOf;
    const [unpaidFen, days] = [amountFen - paidBy(after), toDayNumber(to) - toDayNumber(after)];
    return unpaidFen > 0 && days > 0 && !isPaused(after) ? [{ from: addDays(after, 1), to, days, unpaidFen }] : [];
  });
}
