import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { applyRefund } from '../../shared/areas/finance/apply-refund.operation.ts';
import { decideRefund } from '../../shared/areas/finance/decide-refund.operation.ts';
import { refund } from '../../shared/areas/finance/refund.resource.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import { chosen } from '../kit/chosen.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { askWrites } from './finance-todo.ts';
import { refundPlan } from './ledger.ts';
import { refuseNothing } from './movement.ts';

/** C13: also of a contract that is void. What the ledger does not hold is refused now, and again when it is paid. */
export const run: Run<typeof applyRefund> = async ({ input, context }) => {
  const item = await chosen(context, contract, { field: 'contract', id: input.contract });
  refuseNothing(input);
  await refundPlan(context, { ...input, contract: item });
  const { project, customer, number } = item;
  const id = context.newId(refund.idPrefix);
  const title = `${number} ${formatYuan(input.amount)}`;
  return {
    status: 201,
    writes: [
      create(refund, { project, customer, ...input, appliedBy: context.actor.id, appliedOn: context.today }, { id, event: 'refund.applied' }),
      ...(await askWrites(context, { project, subject: id, title, step: decideRefund.name, role: 'salesManager', clock: 'stepDays' })),
    ],
  };
};

export const handler = serve(applyRefund, run);
