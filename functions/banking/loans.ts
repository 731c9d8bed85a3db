import { type Loan, loan } from '../../shared/areas/banking/loan.resource.ts';
import { deadLoan, openLoan } from '../../shared/areas/banking/loan-states.ts';
import type { Context } from '../kit/context.ts';

/** Every loan that a case has had, whole and as it stands now, in the order of their numbers. */
export async function loansOf(context: Context, mortgageCase: string): Promise<Loan[]> {
  const { items } = await context.records.list(loan, { index: 'byCase', where: { mortgageCase }, limit: 100 });
  return Promise.all(items.map(({ id }) => context.records.get(loan, id, { consistent: true })));
}

/** Neither refused nor withdrawn. */
export const isLive = ({ status }: Pick<Loan, 'status'>): boolean => !deadLoan.some((state) => state === status);
/** Nothing has been paid out yet, so that it can still be withdrawn. */
export const isOpen = ({ status }: Pick<Loan, 'status'>): boolean => openLoan.some((state) => state === status);
/** What a loan covers of the price: what its bank has approved, or what was applied for. */
export const covered = ({ approvedAmount, amount }: Loan): number => approvedAmount ?? amount;
