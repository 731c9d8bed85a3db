import type { Loan } from '../../shared/areas/banking/loan.resource.ts';
import { type InstalmentPlan, instalments } from '../../shared/kit/instalments.ts';

/** The repayment plan of a loan, or of what is applied for. */
export const repaymentOf = ({ amount, rate, termMonths, method }: Pick<Loan, 'amount' | 'rate' | 'termMonths' | 'method'>): InstalmentPlan =>
  instalments({ principalFen: amount, annualRatePpm: rate, months: termMonths, method });
