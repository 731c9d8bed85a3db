import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { judgeMaterial } from '../../shared/areas/banking/judge-material.operation.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { underReview } from '../../shared/areas/banking/loan-states.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { stateLabel } from '../kit/records/refusals.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** G2: the bank's word on one paper while it reviews the loan; what it sends back waits to be given again. */
export const run: Run<typeof judgeMaterial> = async ({ input, id, context }) => {
  const item = await context.records.get(caseMaterial, id);
  // A bank that does not see the loan yet is told of no paper either.
  const { status } = await context.records.get(loan, item.loan);
  if (!underReview.some((state) => state === status)) fail('record.state', { parameters: { state: stateLabel(loan, status), action: judgeMaterial.label } });
  if (input.isAccepted) return { writes: [change(caseMaterial, item, {}, { event: 'caseMaterial.accepted', to: 'accepted', from: ['given'] })] };
  const { reason } = input;
  if (!reason) failField('reason', 'review.reasonNeeded');
  return { writes: [change(caseMaterial, item, { reason }, { event: 'caseMaterial.rejected', to: 'rejected', from: ['given'], reason })] };
};

export const handler = serve(judgeMaterial, run);
