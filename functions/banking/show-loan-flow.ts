import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { showLoanFlow } from '../../shared/areas/banking/show-loan-flow.operation.ts';
import { type Run, serve } from '../kit/serve.ts';
import { progressOf } from '../organisation/flow-progress.ts';

export const run: Run<typeof showLoanFlow> = async ({ id, context }) => {
  await context.records.get(loan, id);
  return { body: await progressOf(context, 'loan', { id }) };
};

export const handler = serve(showLoanFlow, run);
