import { dunningNotice } from '../../shared/areas/finance/dunning-notice.resource.ts';
import { issueNotice } from '../../shared/areas/finance/issue-notice.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { failField } from '../../shared/kit/errors.ts';
import { create, guardVersion } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { damagesDue } from './damages-terms.ts';
import { openDebt } from './open-debt.ts';

/** F1: the notice says what is owed on its day, and holds only while that is so. */
export const run: Run<typeof issueNotice> = async ({ input, context }) => {
  const debt = await openDebt(context, input.receivable);
  const [after, payBy] = await Promise.all([context.settings.get('dunningAfter'), context.settings.get('dunningPayBy')]);
  const { on } = due(after.value, debt.dueOn);
  if (context.today <= on) failField('receivable', 'notice.tooEarly', { on });
  const { toCharge, basis } = await damagesDue(context, debt, context.today);
  const { project, contract, customer, dueOn, amount, paid } = debt;
  const said = { unpaid: amount - paid, damages: toCharge, basis, dueOn, issuedOn: context.today, payBy: due(payBy.value, context.today).on };
  return {
    status: 201,
    writes: [
      create(dunningNotice, { project, contract, customer, receivable: debt.id, ...said }, { event: 'dunningNotice.issued' }),
      guardVersion(receivable, debt),
    ],
  };
};

export const handler = serve(issueNotice, run);
