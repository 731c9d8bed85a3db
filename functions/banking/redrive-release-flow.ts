import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { redriveReleaseFlow } from '../../shared/areas/banking/redrive-release-flow.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { redrive } from '../organisation/flow-progress.ts';
import { releaseFlowOf } from './release-flow.ts';

/** Who resumed the flow stands in the history of the record. */
export const run: Run<typeof redriveReleaseFlow> = async ({ id, context }) => {
  const item = await context.records.get(disbursement, id);
  await redrive(context, 'release', releaseFlowOf(item));
  return { writes: [change(disbursement, item, {}, { event: 'disbursement.flowResumed' })] };
};

export const handler = serve(redriveReleaseFlow, run);
