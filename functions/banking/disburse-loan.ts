import { disburseLoan } from '../../shared/areas/banking/disburse-loan.operation.ts';
import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';
import { refuseSlip } from './slips.ts';

/** F14: one release; together they are never more than what was approved. The serial number of a bank is taken once. */
export const run: Run<typeof disburseLoan> = async ({ input, id, context }) => {
  const item = await context.records.get(loan, id);
  const { amount, slip, ...rest } = input;
  refuseDate(context, 'valueOn', { on: input.valueOn, least: item.registeredOn });
  const left = (item.approvedAmount ?? 0) - item.disbursed;
  if (amount === 0) failField('amount', 'field.tooSmall', { least: 1 });
  if (amount > left) failField('amount', 'loan.aboveApproved');
  await refuseSlip(context, { slip, project: item.project });
  const isComplete = amount === left;
  const paid = { disbursed: item.disbursed + amount, ...heldBy(context, isComplete ? 'finance' : 'bank') };
  const about = { project: item.project, mortgageCase: item.mortgageCase, loan: id, bank: item.bank };
  return {
    writes: [
      change(loan, item, paid, { event: 'loan.disbursed', to: isComplete ? 'disbursed' : 'disbursing', from: ['registered', 'disbursing'] }),
      create(disbursement, { ...about, ...rest, amount, ...(slip ? { slip } : {}) }, { event: 'disbursement.reported' }),
    ],
    outcome: { isComplete },
  };
};

export const handler = serve(disburseLoan, run);
