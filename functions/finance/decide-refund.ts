import { decideRefund } from '../../shared/areas/finance/decide-refund.operation.ts';
import { refund } from '../../shared/areas/finance/refund.resource.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { askPayment } from './refund-payment.ts';

/** C12, F17: the second signature; approved, finance is asked to pay. */
export const run: Run<typeof decideRefund> = async ({ input, id, context }) => {
  const item = await context.records.get(refund, id);
  if (item.appliedBy === context.actor.id) fail('access.ownRequest');
  if (!input.isApproved && !input.opinion) failField('opinion', 'review.reasonNeeded');
  const decided = { decidedBy: context.actor.id, decidedOn: context.today, ...(input.opinion ? { opinion: input.opinion } : {}) };
  const to = input.isApproved ? 'approved' : 'refused';
  return {
    writes: [change(refund, item, decided, { event: `refund.${to}`, to, from: ['applied'] }), ...(input.isApproved ? await askPayment(context, item) : [])],
  };
};

export const handler = serve(decideRefund, run);
