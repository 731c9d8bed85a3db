import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { showFlow } from '../../shared/areas/contracts/show-flow.operation.ts';
import { type Run, serve } from '../kit/serve.ts';
import { progressOf } from '../organisation/flow-progress.ts';

/** D9: where the flow of a contract stands. */
export const run: Run<typeof showFlow> = async ({ id, context }) => {
  await context.records.get(contract, id);
  return { body: await progressOf(context, 'contract-filing', { id }) };
};

export const handler = serve(showFlow, run);
