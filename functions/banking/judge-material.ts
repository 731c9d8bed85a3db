import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { judgeMaterial } from '../../shared/areas/banking/judge-material.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** G2: the bank's word on one paper; what it sends back waits to be given again. */
export const run: Run<typeof judgeMaterial> = async ({ input, id, context }) => {
  const item = await context.records.get(caseMaterial, id);
  if (input.isAccepted) return { writes: [change(caseMaterial, item, {}, { event: 'caseMaterial.accepted', to: 'accepted', from: ['given'] })] };
  const { reason } = input;
  if (!reason) failField('reason', 'review.reasonNeeded');
  return { writes: [change(caseMaterial, item, { reason }, { event: 'caseMaterial.rejected', to: 'rejected', from: ['given'], reason })] };
};

export const handler = serve(judgeMaterial, run);
