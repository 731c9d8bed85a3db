import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { showCaseFlow } from '../../shared/areas/banking/show-case-flow.operation.ts';
import { type Run, serve } from '../kit/serve.ts';
import { progressOf } from '../organisation/flow-progress.ts';

export const run: Run<typeof showCaseFlow> = async ({ id, context }) => {
  await context.records.get(mortgageCase, id);
  return { body: await progressOf(context, 'mortgage-tracking', { id }) };
};

export const handler = serve(showCaseFlow, run);
