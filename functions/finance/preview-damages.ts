import { previewDamages } from '../../shared/areas/finance/preview-damages.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { type Run, serve } from '../kit/serve.ts';
import { damagesDue } from './damages-terms.ts';

export const run: Run<typeof previewDamages> = async ({ input, id, context }) => {
  const debt = await context.records.get(receivable, id);
  return { body: await damagesDue(context, debt, input.until ?? context.today) };
};

export const handler = serve(previewDamages, run);
