import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { previewLoans } from '../../shared/areas/banking/preview-loans.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { combinedPayments, type InstalmentPlan, loanLimits } from '../../shared/kit/instalments.ts';
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
  const loans = plans.map((plan, place) => ({ ...summaryOf(plan), kind: input.loans[place]?.kind, amount: input.loans[place]?.amount }));
  const sum = (name: 'interest' | 'total') => loans.reduce((all, loan) => all + loan[name], 0);
  return { body: { loans, first: combinedPayments(plans)[0]?.paymentFen ?? 0, interest: sum('interest'), total: sum('total') } };
};

export const handler = serve(previewLoans, run);

const summaryOf = ({ instalments, interestFen: interest, totalFen: total }: InstalmentPlan) => ({
  first: instalments[0]?.paymentFen ?? 0,
  last: instalments.at(-1)?.paymentFen ?? 0,
  interest,
  total,
});
