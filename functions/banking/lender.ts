import { type Bank, bank } from '../../shared/areas/banking/bank.resource.ts';
import { type LoanKind, lenderOf } from '../../shared/areas/banking/loan-kinds.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';

/**
 * The house that a field of the input names for a kind of loan: a provident fund centre lends the fund's money, a bank its own.
 *
 * @throws RefusalError `request.invalid` naming the field
 * @example await chosenLender(context, 'commercial', { field: 'bank', id: input.bank })
 */
export async function chosenLender(context: Context, kind: LoanKind, { field, id }: { field: string; id: string }): Promise<Bank> {
  const lender = await chosen(context, bank, { field, id });
  return lender.kind === lenderOf[kind] ? lender : failField(field, 'loan.otherLender');
}
