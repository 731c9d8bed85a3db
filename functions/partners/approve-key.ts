import { approveKey } from '../../shared/areas/partners/approve-key.operation.ts';
import { type PartnerKey, partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { addDays, endOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { closeAlert } from './alerts.ts';

/** How long the key before stays beside the new one, in days. */
const overlapDays = 30;
/** Keys of one partner that may sign at the same time; each has a slot, and a slot is taken once. */
const slots = [1, 2] as const;

/** Maker and checker are two people; whoever was slower by an instant finds the slot taken. */
export const run: Run<typeof approveKey> = async ({ id, context }) => {
  const item = await context.records.get(partnerKey, id, { consistent: true });
  if (item.proposedBy === context.actor.id) fail('access.ownRequest');
  if (!item.provenAt) fail('partnerKey.notProven');
  const inUse = await keysInUse(context, item.partner);
  const slot = slots.find((free) => !inUse.some((key) => key.slot === free));
  if (!slot) return fail('partnerKey.twoInUse');
  const approved = change(partnerKey, item, { slot, approvedBy: context.actor.id }, { event: 'partnerKey.approved', from: ['pending'], to: 'active' });
  const alerts = await Promise.all(inUse.map((key) => closeAlert(context, { subject: key.id, step: 'partnerKey.propose' })));
  return { writes: [approved, ...inUse.filter((key) => key.status === 'active').map((key) => retiring(context, key)), ...alerts.flat()] };
};

export const handler = serve(approveKey, run);

async function keysInUse(context: Context, partner: string): Promise<PartnerKey[]> {
  const { items } = await context.records.list(partnerKey, { index: 'byPartner', where: { partner }, order: 'desc', limit: 100 });
  const rows = items.filter(({ status }) => status === 'active' || status === 'retiring');
  return Promise.all(rows.map((row) => context.records.get(partnerKey, row.id, { consistent: true })));
}

/** The key before goes on to its own end, but not beyond the overlap. */
function retiring(context: Context, key: PartnerKey): Write {
  const last = endOfDay(addDays(context.today, overlapDays));
  return change(partnerKey, key, key.notAfter < last ? {} : { notAfter: last }, { event: 'partnerKey.retiring', from: ['active'], to: 'retiring' });
}
