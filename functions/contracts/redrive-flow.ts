import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { redriveFlow } from '../../shared/areas/contracts/redrive-flow.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { redrive } from '../organisation/flow-progress.ts';

/** Resumes at the step that failed; who did it stands in the contract's history. */
export const run: Run<typeof redriveFlow> = async ({ id, context }) => {
  const item = await context.records.get(contract, id);
  await redrive(context, 'contract-filing', id);
  return { writes: [change(contract, item, {}, { event: 'contract.flowResumed' })] };
};

export const handler = serve(redriveFlow, run);
