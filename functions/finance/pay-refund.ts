import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { payRefund } from '../../shared/areas/finance/pay-refund.operation.ts';
import { refund } from '../../shared/areas/finance/refund.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseMovement } from './movement.ts';
import { paymentOf } from './refund-payment.ts';

/** C14: what was approved, as the bank has paid it. */
export const run: Run<typeof payRefund> = async ({ input, id, context }) => {
  const item = await context.records.get(refund, id);
  await chosen(context, bank, { field: 'bank', id: input.bank });
  refuseMovement(context, { amount: item.amount, receivedOn: input.receivedOn });
  const { decidedOn: least = item.appliedOn } = item;
  if (input.receivedOn < least) failField('receivedOn', 'date.before', { least });
  const { writes } = await paymentOf(context, item, input);
  return { status: 201, writes };
};

export const handler = serve(payRefund, run);
