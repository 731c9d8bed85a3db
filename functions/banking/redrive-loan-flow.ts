import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { redriveLoanFlow } from '../../shared/areas/banking/redrive-loan-flow.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { redrive } from '../organisation/flow-progress.ts';

/** Who resumed the flow stands in the history of the record. */
export const run: Run<typeof redriveLoanFlow> = async ({ id, context }) => {
  const item = await context.records.get(loan, id);
  await redrive(context, 'loan', id);
  return { writes: [change(loan, item, {}, { event: 'loan.flowResumed' })] };
};

export const handler = serve(redriveLoanFlow, run);
