import { archiveCase } from '../../shared/areas/banking/archive-case.operation.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** G6: the last step of a case whose every loan is in and reconciled. */
export const run: Run<typeof archiveCase> = async ({ input, id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  return { writes: [change(mortgageCase, item, input, { event: 'mortgageCase.archived', to: 'archived', from: ['settled'] })] };
};

export const handler = serve(archiveCase, run);
