import { applyDeferral } from '../../shared/areas/finance/apply-deferral.operation.ts';
import { deferral } from '../../shared/areas/finance/deferral.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { failField } from '../../shared/kit/errors.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { damagesDue } from './damages-terms.ts';
import { openDebt } from './open-debt.ts';

/** F2: no more often and no longer than policy allows; one application at a time. */
export const run: Run<typeof applyDeferral> = async ({ input, context }) => {
  const debt = await openDebt(context, input.receivable);
  const [most, times] = await Promise.all([context.settings.get('deferralMost'), context.settings.get('deferralTimes')]);
  const last = due(most.value, debt.dueOn).on;
  if ((debt.deferrals ?? 0) >= times.value.times) failField('receivable', 'deferral.tooOften', { times: times.value.times });
  if (input.laterOn <= debt.dueOn || input.laterOn < context.today) failField('laterOn', 'deferral.notLater');
  if (input.laterOn > last) failField('laterOn', 'deferral.tooLong', { on: last });
  const { project, contract, customer, dueOn, amount, paid } = debt;
  const { toCharge: damages } = await damagesDue(context, debt, context.today);
  const applied = { damages, amount: amount - paid, dueOn, appliedBy: context.actor.id, appliedOn: context.today };
  return { status: 201, writes: [create(deferral, { project, contract, customer, ...applied, ...input }, { event: 'deferral.applied' })] };
};

export const handler = serve(applyDeferral, run);
