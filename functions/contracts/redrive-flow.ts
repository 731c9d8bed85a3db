import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { redriveFlow } from '../../shared/areas/contracts/redrive-flow.operation.ts';
import { fail } from '../../shared/kit/errors.ts';
import { executionOf } from '../kit/flows.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** Resumes at the step that failed; who did it stands in the contract's history. */
export const run: Run<typeof redriveFlow> = async ({ id, context }) => {
  const item = await context.records.get(contract, id);
  const execution = executionOf(context.flows.contractFiling, id);
  const status = await context.flows.describe(execution);
  if (!status?.canRedrive) fail('flow.notFailed');
  await context.flows.redrive(execution);
  return { writes: [change(contract, item, {}, { event: 'contract.flowResumed' })] };
};

export const handler = serve(redriveFlow, run);
