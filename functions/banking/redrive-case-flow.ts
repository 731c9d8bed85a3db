import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { redriveCaseFlow } from '../../shared/areas/banking/redrive-case-flow.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { redrive } from '../organisation/flow-progress.ts';

/** Who resumed the flow stands in the history of the record. */
export const run: Run<typeof redriveCaseFlow> = async ({ id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  await redrive(context, 'mortgage-tracking', id);
  return { writes: [change(mortgageCase, item, {}, { event: 'mortgageCase.flowResumed' })] };
};

export const handler = serve(redriveCaseFlow, run);
