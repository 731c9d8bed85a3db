import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { refundReceipt } from '../../shared/areas/finance/refund-receipt.operation.ts';
import { chosen } from '../kit/chosen.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refundWrites } from './ledger.ts';
import { refuseMovement } from './movement.ts';

/** C15: money back to the buyer, also of a contract that is void. */
export const run: Run<typeof refundReceipt> = async ({ input, context }) => {
  const item = await chosen(context, contract, { field: 'contract', id: input.contract });
  await chosen(context, bank, { field: 'bank', id: input.bank });
  refuseMovement(context, input);
  const { writes } = await refundWrites(context, { ...input, contract: item });
  return { status: 201, writes };
};

export const handler = serve(refundReceipt, run);
