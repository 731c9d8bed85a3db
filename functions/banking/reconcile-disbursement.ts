import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { reconcileDisbursement } from '../../shared/areas/banking/reconcile-disbursement.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';

/** F16: when the last release of a loan is reconciled, the loan is settled with the same write. */
export const run: Run<typeof reconcileDisbursement> = async ({ input, id, context }) => {
  const item = await context.records.get(disbursement, id);
  refuseDate(context, 'reconciledOn', { on: input.reconciledOn, least: item.collectedOn });
  const owed = await context.records.get(loan, item.loan, { consistent: true });
  const reconciled = owed.reconciled + item.amount;
  const isSettled = owed.status === 'disbursed' && reconciled === owed.disbursed;
  const settled = isSettled ? { to: 'settled', from: ['disbursed'] } : {};
  return {
    writes: [
      change(disbursement, item, input, { event: 'disbursement.reconciled', to: 'reconciled', from: ['collected'] }),
      change(
        loan,
        owed,
        { reconciled, ...(isSettled ? heldBy(context, 'archivist') : {}) },
        { event: isSettled ? 'loan.settled' : 'loan.reconciled', ...settled },
      ),
    ],
    outcome: { isSettled },
  };
};

export const handler = serve(reconcileDisbursement, run);
