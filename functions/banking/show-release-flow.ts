import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { showReleaseFlow } from '../../shared/areas/banking/show-release-flow.operation.ts';
import { type Run, serve } from '../kit/serve.ts';
import { progressOf } from '../organisation/flow-progress.ts';
import { releaseFlowOf } from './release-flow.ts';

export const run: Run<typeof showReleaseFlow> = async ({ id, context }) => {
  const item = await context.records.get(disbursement, id);
  return { body: await progressOf(context, 'release', { id, name: releaseFlowOf(item) }) };
};

export const handler = serve(showReleaseFlow, run);
