import { type DecideLoanInput, decideLoan } from '../../shared/areas/banking/decide-loan.operation.ts';
import { type Loan, loan } from '../../shared/areas/banking/loan.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';
import { refuseRejected } from './materials.ts';

/** G4: the word of the bank, from its own system or as staff hear it. */
export const run: Run<typeof decideLoan> = async ({ input, id, context }) => {
  const item = await context.records.get(loan, id);
  refuseDate(context, 'decidedOn', { on: input.decidedOn, least: item.submittedOn });
  await refuseRejected(context, id);
  const { isApproved } = input;
  return { writes: [(isApproved ? approved : refused)(context, item, input)], outcome: { decision: isApproved ? 'approved' : 'refused' } };
};

export const handler = serve(decideLoan, run);

function approved(context: Context, item: Loan, { amount, decidedOn, bankReference }: DecideLoanInput): Write {
  if (amount === undefined) return failField('amount', 'field.required');
  if (amount === 0) failField('amount', 'field.tooSmall', { least: 1 });
  if (amount > item.amount) failField('amount', 'loan.aboveApplied');
  const word = { decidedOn, approvedAmount: amount, ...(bankReference ? { bankReference } : {}), ...heldBy(context, 'bank') };
  return change(loan, item, word, { event: 'loan.approved', to: 'approved', from: ['inReview'] });
}

function refused(context: Context, item: Loan, { refusal, decidedOn, bankReference }: DecideLoanInput): Write {
  if (!refusal) return failField('refusal', 'review.reasonNeeded');
  const word = { decidedOn, refusal, ...(bankReference ? { bankReference } : {}), ...heldBy(context, 'customerService') };
  return change(loan, item, word, { event: 'loan.refused', to: 'refused', from: ['inReview'], reason: refusal });
}
