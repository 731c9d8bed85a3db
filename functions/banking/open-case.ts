import { kindsOf, type LoanType } from '../../shared/areas/banking/loan-kinds.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';
import type { PaymentMethod } from '../../shared/areas/contracts/payment-methods.ts';
import type { Context } from '../kit/context.ts';
import { create, type Write } from '../kit/records/write.ts';
import { heldBy } from './hold.ts';

/** G4: the case of a contract that is handed to a bank opens with the hand-over, in the same transaction. */
export function caseWrites(context: Context, item: Contract, { handedOn }: { readonly handedOn: string }): Write[] {
  const { id: contract, project, customer, paymentMethod, loanAmount = 0, bank, fundCentre } = item;
  if (!isLoanType(paymentMethod)) return [];
  const lenders = { ...(bank ? { bank } : {}), ...(fundCentre ? { fundCentre } : {}) };
  const about = { project, contract, customer, loanType: paymentMethod, total: loanAmount, round: 1, handedOn, ...lenders };
  return [create(mortgageCase, { ...about, ...heldBy(context, 'customerService') }, { event: 'mortgageCase.opened' })];
}

const isLoanType = (method: PaymentMethod): method is LoanType => method in kindsOf;
