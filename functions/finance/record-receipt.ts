import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { recordReceipt } from '../../shared/areas/finance/record-receipt.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import { type Run, serve } from '../kit/serve.ts';
import { postingWrites } from './ledger.ts';
import { refuseMovement } from './movement.ts';
import { isSigned } from './signed.ts';

/** Money that came in; after signing there are no deposits any more, only parts of the price. */
export const run: Run<typeof recordReceipt> = async ({ input, context }) => {
  const item = await chosen(context, contract, { field: 'contract', id: input.contract });
  await chosen(context, bank, { field: 'bank', id: input.bank });
  refuseMovement(context, input);
  if (input.kind === 'deposit' && isSigned(item)) failField('kind', 'receipt.depositAfterSigning');
  const { writes } = await postingWrites(context, { ...input, contract: item, entry: 'receipt' });
  return { status: 201, writes };
};

export const handler = serve(recordReceipt, run);
