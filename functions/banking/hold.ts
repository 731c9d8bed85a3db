import type { Loan } from '../../shared/areas/banking/loan.resource.ts';
import type { Context } from '../kit/context.ts';

/** Who has a case or a loan in hand from now on. */
export const heldBy = <H extends Loan['holder']>(context: Context, holder: H) => ({ holder, heldSince: context.now });
