import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { supplyMaterials } from '../../shared/areas/banking/supply-materials.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { heldBy } from './hold.ts';
import { refuseMissing } from './materials.ts';

/** C22: what the bank asked for is there, so it decides. */
export const run: Run<typeof supplyMaterials> = async ({ id, context }) => {
  const item = await context.records.get(loan, id);
  await refuseMissing(context, [id]);
  return { writes: [change(loan, item, heldBy(context, 'bank'), { event: 'loan.materialsSupplied', to: 'inReview', from: ['materialsAsked'] })] };
};

export const handler = serve(supplyMaterials, run);
