import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { previewInstalments } from '../../shared/areas/banking/preview-instalments.operation.ts';
import { loanLimits } from '../../shared/kit/instalments.ts';
import { type Run, serve } from '../kit/serve.ts';
import { covered } from './loans.ts';
import { repaymentOf } from './repayment.ts';

/** The plan of what was approved, or of what is applied for. A bank may approve less than a plan is made for. */
export const run: Run<typeof previewInstalments> = async ({ id, context }) => {
  const item = await context.records.get(loan, id);
  const amount = covered(item);
  return { body: amount < loanLimits.principalFen.least ? { instalments: [], totalFen: amount, interestFen: 0 } : repaymentOf({ ...item, amount }) };
};

export const handler = serve(previewInstalments, run);
