import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { transferMoney } from '../../shared/areas/finance/transfer-money.operation.ts';
import { chosen } from '../kit/chosen.ts';
import { type Run, serve } from '../kit/serve.ts';
import { transferWrites } from './ledger.ts';
import { refuseNothing } from './movement.ts';

export const run: Run<typeof transferMoney> = async ({ input, context }) => {
  const item = await chosen(context, contract, { field: 'contract', id: input.contract });
  refuseNothing(input);
  const { writes } = await transferWrites(context, { ...input, contract: item, on: context.today });
  return { status: 201, writes };
};

export const handler = serve(transferMoney, run);
