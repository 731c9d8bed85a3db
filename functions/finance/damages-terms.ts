import { type Damages, damagesNote, damagesOf } from '../../shared/areas/finance/damages.ts';
import type { Receivable } from '../../shared/areas/finance/receivable.resource.ts';
import type { Label } from '../../shared/kit/label.ts';
import type { Context } from '../kit/context.ts';

/** Damages on a receivable with the rule they were counted by; `toCharge` is what was not charged before. */
export type DamagesDue = Damages & {
  readonly until: string;
  readonly dailyPpm: number;
  readonly capPpm: number;
  readonly basis: string;
  readonly note: Label;
  readonly toCharge: number;
};

/**
 * Damages for late payment of a receivable, by the rate in force on the day it fell due. A deferral pauses them, and
 * what was waived with one is not counted. On damages themselves there are none.
 *
 * @example (await damagesDue(context, debt, context.today)).totalFen
 */
export async function damagesDue(context: Context, debt: Receivable, until: string): Promise<DamagesDue> {
  const { dueOn: dueNow, damagesFrom: dueOn = dueNow, pauses = [] } = debt;
  const [rate, cap] = await Promise.all([context.settings.get('damagesRate', dueOn), context.settings.get('damagesCap', dueOn)]);
  const dailyPpm = debt.kind === 'damages' ? 0 : rate.value.ppm;
  const payments = (debt.payments ?? []).map(({ on, amount }) => ({ on, fen: amount }));
  const capPpm = cap.value.ppm;
  const counted = damagesOf({ amountFen: debt.amount, dueOn, payments, pauses, asOf: until, dailyPpm, capPpm });
  return { ...counted, until, dailyPpm, capPpm, basis: rate.source, note: damagesNote, toCharge: Math.max(0, counted.totalFen - (debt.damagesCharged ?? 0)) };
}
