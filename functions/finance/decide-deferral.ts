import type { Pause } from '../../shared/areas/finance/damages.ts';
import { decideDeferral } from '../../shared/areas/finance/decide-deferral.operation.ts';
import { deferral } from '../../shared/areas/finance/deferral.resource.ts';
import { type Receivable, receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** F2: granted, the receivable is due on the later day, and no damages are counted until then; those before stay due unless they are waived. */
export const run: Run<typeof decideDeferral> = async ({ input, id, context }) => {
  const item = await context.records.get(deferral, id);
  if (item.appliedBy === context.actor.id) fail('access.ownRequest');
  if (!input.isApproved && !input.opinion) failField('opinion', 'review.reasonNeeded');
  const decided = { decidedBy: context.actor.id, decidedOn: context.today, ...(input.opinion ? { opinion: input.opinion } : {}) };
  const to = input.isApproved ? 'approved' : 'refused';
  const decision = change(deferral, item, decided, { event: `deferral.${to}`, to, from: ['applied'] });
  if (!input.isApproved) return { writes: [decision] };
  const debt = await context.records.get(receivable, item.receivable);
  if (debt.dueOn !== item.dueOn || !['open', 'partlyPaid'].includes(debt.status)) fail('deferral.outdated');
  const later = {
    dueOn: item.laterOn,
    firstDueOn: debt.firstDueOn ?? debt.dueOn,
    deferrals: (debt.deferrals ?? 0) + 1,
    ...(item.isDamagesWaived ? waived : kept(debt, { after: context.today, until: item.laterOn })),
  };
  return { writes: [decision, change(receivable, debt, later, { event: 'receivable.deferred', from: ['open', 'partlyPaid'] })] };
};

export const handler = serve(decideDeferral, run);

/** Damages begin anew after the later day. */
const waived = { damagesFrom: undefined, pauses: undefined, damagesCharged: undefined, damagesUntil: undefined };

/** Damages go on from the day that they were counted from, but for the days of the deferral. */
const kept = ({ damagesFrom, dueOn, pauses = [] }: Receivable, pause: Pause) => ({ damagesFrom: damagesFrom ?? dueOn, pauses: [...pauses, pause] });
