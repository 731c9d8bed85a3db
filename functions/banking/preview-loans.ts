import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { previewLoans } from '../../shared/areas/banking/preview-loans.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { combinedPayments, loanLimits } from '../../shared/kit/instalments.ts';
import { type Run, serve } from '../kit/serve.ts';
import { repaymentOf } from './repayment.ts';

/** E9: the schedules side by side; nothing is written. */
export const run: Run<typeof previewLoans> = async ({ input, id, context }) => {
  await context.records.get(mortgageCase, id);
  const short = input.loans.findIndex(({ amount }) => amount < loanLimits.principalFen.least);
  if (short >= 0) failField(`loans.${short}.amount`, 'field.tooSmall', { least: loanLimits.principalFen.least });
  const steep = input.loans.findIndex(({ rate }) => rate > loanLimits.annualRatePpm.most);
  if (steep >= 0) failField(`loans.${steep}.rate`, 'field.tooLarge', { most: loanLimits.annualRatePpm.most });
  const plans = input.loans.map(repaymentOf);
  return { body: { loans: plans.map(({ totalFen, interestFen }) => ({ totalFen, interestFen })), payments: combinedPayments(plans) } };
};

export const handler = serve(previewLoans, run);
