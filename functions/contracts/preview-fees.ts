import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { previewFees } from '../../shared/areas/contracts/preview-fees.operation.ts';
import { type Run, serve } from '../kit/serve.ts';
import { feesOn } from './fee-rates.ts';

export const run: Run<typeof previewFees> = async ({ id, context }) => {
  const item = await context.records.get(contract, id);
  return { body: await feesOn(context, item, item.signedOn ?? context.today) };
};

export const handler = serve(previewFees, run);
