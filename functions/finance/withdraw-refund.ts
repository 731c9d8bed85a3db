import { refund } from '../../shared/areas/finance/refund.resource.ts';
import { withdrawRefund } from '../../shared/areas/finance/withdraw-refund.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { cancelTodos } from '../organisation/cancel-todos.ts';

export const run: Run<typeof withdrawRefund> = async ({ input, id, context }) => {
  const item = await context.records.get(refund, id);
  const { reason } = input;
  return {
    writes: [
      change(refund, item, {}, { event: 'refund.withdrawn', to: 'withdrawn', from: withdrawRefund.from, reason }),
      ...(await cancelTodos(context, id, { error: 'refund.withdrawn', reason })),
    ],
  };
};

export const handler = serve(withdrawRefund, run);
