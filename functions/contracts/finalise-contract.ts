import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { finaliseContract } from '../../shared/areas/contracts/finalise-contract.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** D3: from here on the text is what the hash says. */
export const run: Run<typeof finaliseContract> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  return { writes: [change(contract, item, { textHash: input.textHash }, { event: 'contract.finalised', to: 'final', from: ['inReview'] })] };
};

export const handler = serve(finaliseContract, run);
