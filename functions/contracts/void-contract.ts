import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { voidContract } from '../../shared/areas/contracts/void-contract.operation.ts';
import { type Run, serve } from '../kit/serve.ts';
import { endContract } from './end-contract.ts';

/** Ends a contract for good: the unit can be sold again the moment this is written (C15, D14). */
export const run: Run<typeof voidContract> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  return { writes: await endContract(context, item, { from: voidContract.from, reason: input.reason }) };
};

export const handler = serve(voidContract, run);
