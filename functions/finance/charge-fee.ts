import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { chargeFee } from '../../shared/areas/finance/charge-fee.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import { type Run, serve } from '../kit/serve.ts';
import { debtsOf } from './debts.ts';
import { refuseNothing } from './movement.ts';
import { debtWrites } from './plan-writes.ts';
import { isSigned } from './signed.ts';

export const run: Run<typeof chargeFee> = async ({ input, context }) => {
  const { contract: id, ...fee } = input;
  const item = await chosen(context, contract, { field: 'contract', id });
  if (!isSigned(item)) failField('contract', 'receivable.notSigned');
  refuseNothing(fee);
  return { status: 201, writes: debtWrites(item, await debtsOf(context, id), [fee]) };
};

export const handler = serve(chargeFee, run);
