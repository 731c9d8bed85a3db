import { type InstalmentMethod, instalments, loanLimits } from '../../../../shared/kit/instalments.ts';

/** What a loan costs in one way of paying it back. Amounts in fen. */
export type Repayment = {
  readonly method: InstalmentMethod;
  readonly firstFen: number;
  readonly lastFen: number;
  readonly interestFen: number;
  readonly totalFen: number;
};

/**
 * What a loan costs in either way of paying it back; nothing below the least that a plan is computed for.
 *
 * @example repaymentsOf({ amount: 100_000_000, rate: 35_000, termMonths: 360 })[0]?.firstFen // 449045
 */
export function repaymentsOf(loan: Readonly<Record<string, unknown>>): readonly Repayment[] {
  const [principalFen, annualRatePpm, months] = [loan.approvedAmount ?? loan.amount, loan.rate, loan.termMonths].map(Number);
  if (principalFen === undefined || annualRatePpm === undefined || months === undefined || !(principalFen >= loanLimits.principalFen.least)) return [];
  return (['equalInstalment', 'equalPrincipal'] as const).map((method) => {
    const plan = instalments({ principalFen, annualRatePpm, months, method });
    const [firstFen, lastFen] = [plan.instalments[0]?.paymentFen ?? 0, plan.instalments.at(-1)?.paymentFen ?? 0];
    return { method, firstFen, lastFen, interestFen: plan.interestFen, totalFen: plan.totalFen };
  });
}
