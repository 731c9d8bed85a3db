import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { openLoan } from '../../shared/areas/banking/open-loan.operation.ts';
import { change } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { heldBy } from './hold.ts';

/**
 * G4: a planned loan is put before its bank, from where its own flow takes it on. The token of the case stays with the loan; one
 * that has ended already (another round of the case) is answered by the change of the token.
 */
export const run: Run<typeof openLoan> = async ({ input, context }) => {
  const item = await context.records.get(loan, input.loan, { consistent: true });
  const { token } = input;
  if (item.status !== 'planned') return { writes: [change(loan, item, { token }, { event: 'loan.awaited' })] };
  const submitted = { token, submittedOn: context.today, ...heldBy(context, 'bank') };
  return { writes: [change(loan, item, submitted, { event: 'loan.submitted', to: 'inReview', from: ['planned'] })] };
};

export const handler = task(openLoan, run);
