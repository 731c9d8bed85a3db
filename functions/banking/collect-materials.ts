import { collectMaterials } from '../../shared/areas/banking/collect-materials.operation.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { heldBy } from './hold.ts';
import { isOpen, loansOf } from './loans.ts';
import { refuseMissing } from './materials.ts';

/** C22: nothing is missing any more. */
export const run: Run<typeof collectMaterials> = async ({ id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  await refuseMissing(
    context,
    (await loansOf(context, id)).filter(isOpen).map((one) => one.id),
  );
  return {
    writes: [change(mortgageCase, item, heldBy(context, 'customerService'), { event: 'mortgageCase.collected', to: 'checking', from: ['collecting'] })],
  };
};

export const handler = serve(collectMaterials, run);
