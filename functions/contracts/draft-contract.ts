import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { draftContract } from '../../shared/areas/contracts/draft-contract.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

export const run: Run<typeof draftContract> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  const drafted = { terms: input.terms, textHash: input.textHash, draftedBy: context.actor.id, round: (item.round ?? 0) + 1 };
  return { writes: [change(contract, item, drafted, { event: 'contract.drafted', to: 'inReview', from: ['draft'] })] };
};

export const handler = serve(draftContract, run);
