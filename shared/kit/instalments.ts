import { divideHalfUp } from './decimal.ts';
import type { Fen } from './money.ts';

/** 等额本息 and 等额本金. */
export type InstalmentMethod = 'equalInstalment' | 'equalPrincipal';

/** `annualRatePpm`: nominal yearly rate in parts per million, 3.5% is 35,000; a month bears a twelfth of it. */
export type LoanTerms = {
  readonly principalFen: Fen;
  readonly annualRatePpm: number;
  readonly months: number;
  readonly method: InstalmentMethod;
};

/** One month: what is paid, what of it repays the loan, what is interest, and what is still owed afterwards. */
export type Instalment = {
  readonly month: number;
  readonly paymentFen: Fen;
  readonly principalFen: Fen;
  readonly interestFen: Fen;
  readonly balanceFen: Fen;
};

export type InstalmentPlan = { readonly instalments: readonly Instalment[]; readonly totalFen: Fen; readonly interestFen: Fen };

/** What a plan is computed for. Below ten thousand yuan a month's share may be less than the fen it is rounded to. */
export const loanLimits = {
  principalFen: { least: 1_000_000, most: 1_000_000_000_000 },
  annualRatePpm: { least: 0, most: 240_000 },
  months: { least: 1, most: 480 },
} as const;

/** Months of a year times parts per million: a rate over this is the rate of a month. */
const rateUnit = 12_000_000n;

/** What is paid and what interest is borne up to and including a month, as exact fractions of fen. */
type Exact = { readonly paid: (month: number) => bigint; readonly interest: (month: number) => bigint; readonly denominator: bigint };

/**
 * The instalments of a loan, computed with exact fractions. The running totals of the exact plan are rounded half up to the
 * fen, so that the rows add up to the exact totals; equal instalments are all the same amount, and the last one takes the
 * remainder and closes the balance.
 *
 * @throws RangeError for terms outside `loanLimits`.
 * @example
 * const terms = { principalFen: 100_000_000, annualRatePpm: 35_000, months: 360, method: 'equalInstalment' } as const
 * instalments(terms).instalments[0]?.paymentFen // 449045: 4,490.45 yuan a month
 * instalments(terms).interestFen // 61656088
 */
export function instalments(terms: LoanTerms): InstalmentPlan {
  for (const name of ['principalFen', 'annualRatePpm', 'months'] as const) {
    const { least, most } = loanLimits[name];
    if (!Number.isSafeInteger(terms[name]) || terms[name] < least || terms[name] > most)
      throw new RangeError(`expected ${name} to be a whole number from ${least} to ${most}, got ${terms[name]}`);
  }
  const isEqual = terms.method === 'equalInstalment';
  const exact = isEqual && terms.annualRatePpm > 0 ? equalInstalments(terms) : equalPrincipals(terms);
  const rounded = (value: bigint): number => Number(divideHalfUp(value, exact.denominator));
  const totalFen = rounded(exact.paid(terms.months));
  const monthlyFen = rounded(exact.paid(1));
  const rows: Instalment[] = [];
  for (let [month, paid, interest, balance] = [1, 0, 0, terms.principalFen]; month <= terms.months; month += 1) {
    const upTo = !isEqual ? rounded(exact.paid(month)) : month < terms.months ? paid + monthlyFen : totalFen;
    const borne = rounded(exact.interest(month));
    const [paymentFen, interestFen] = [upTo - paid, borne - interest];
    [paid, interest, balance] = [upTo, borne, balance - paymentFen + interestFen];
    rows.push({ month, paymentFen, principalFen: paymentFen - interestFen, interestFen, balanceFen: balance });
  }
  return { instalments: rows, totalFen, interestFen: totalFen - terms.principalFen };
}

/**
 * Two or more loans of one buyer, month by month: a combined loan (组合贷款) is paid as two schedules side by side.
 * @example combinedPayments([providentFund, commercial]) // [{ month: 1, paymentFen: 715487 }, …]
 */
export function combinedPayments(plans: readonly InstalmentPlan[]): readonly { readonly month: number; readonly paymentFen: Fen }[] {
  const months = Math.max(0, ...plans.map((plan) => plan.instalments.length));
  return Array.from({ length: months }, (_, place) => ({
    month: place + 1,
    paymentFen: plans.reduce((sum, plan) => sum + (plan.instalments[place]?.paymentFen ?? 0), 0),
  }));
}

/**
 * P·r·(1+r)^n / ((1+r)^n − 1) each month. With r = a/b, powers of b cancel: every figure is a fraction over
 * b·((b+a)^n − b^n).
 */
function equalInstalments({ principalFen, annualRatePpm, months }: LoanTerms): Exact {
  const divisor = greatestCommonDivisor(BigInt(annualRatePpm), rateUnit);
  const [a, b, principal] = [BigInt(annualRatePpm) / divisor, rateUnit / divisor, BigInt(principalFen)];
  const grown = (b + a) ** BigInt(months);
  const spread = grown - b ** BigInt(months);
  const repaid = (month: number): bigint => principal * b * ((b + a) ** BigInt(month) * b ** BigInt(months - month) - b ** BigInt(months));
  const paid = (month: number): bigint => BigInt(month) * principal * a * grown;
  return { paid, interest: (month) => paid(month) - repaid(month), denominator: b * spread };
}

/** P/n each month and interest on what is left: Σ P·r·(n−j)/n over j < k, which is P·r·k·(2n−k+1)/(2n). */
function equalPrincipals({ principalFen, annualRatePpm, months }: LoanTerms): Exact {
  const [principal, rate, n] = [BigInt(principalFen), BigInt(annualRatePpm), BigInt(months)];
  const interest = (month: number): bigint => principal * rate * BigInt(month) * (2n * n - BigInt(month) + 1n);
  const repaid = (month: number): bigint => principal * BigInt(month) * 2n * rateUnit;
  return { paid: (month) => repaid(month) + interest(month), interest, denominator: 2n * n * rateUnit };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
