import { partner } from '../../shared/areas/partners/partner.resource.ts';
import { type PartnerKey, partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { watchKeys } from '../../shared/areas/partners/watch-keys.operation.ts';
import type { Context } from '../kit/context.ts';
import { change } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { openAlert } from './alerts.ts';

/** Days before the end of a key at which the administrators are reminded to ask for the next. */
const reminders = [60, 30, 7, 1];
const dayMs = 86_400_000;

/** Each reminder comes once, and a missed one is made up for by the next that holds. */
export const run: Run<typeof watchKeys> = async ({ context }) => {
  const nowMs = Date.parse(context.now);
  let [reminded, retired] = [0, 0];
  for (const key of await endingBefore(context, new Date(nowMs + (reminders[0] ?? 0) * dayMs).toISOString())) {
    if (key.notAfter < context.now) {
      await context.records.write([change(partnerKey, key, {}, { event: 'partnerKey.ended', from: ['active', 'retiring'], to: 'retired' })]);
      retired += 1;
    } else if (key.status === 'active' && (await remind(context, key))) reminded += 1;
  }
  return { outcome: { reminded, retired } };
};

export const handler = task(watchKeys, run);

async function endingBefore(context: Context, until: string): Promise<PartnerKey[]> {
  const keys: PartnerKey[] = [];
  for (const status of ['active', 'retiring']) {
    let cursor: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof ends>> = await ends(context, { status, until, cursor });
      for (const row of page.items) keys.push(await context.records.get(partnerKey, row.id));
      cursor = page.next;
    } while (cursor);
  }
  return keys;
}

const ends = (context: Context, { status, until, cursor }: { status: string; until: string; cursor: string | undefined }) =>
  context.records.list(partnerKey, { index: 'byEnd', where: { status }, until, limit: 100, ...(cursor ? { cursor } : {}) });

async function remind(context: Context, key: PartnerKey): Promise<boolean> {
  const daysLeft = Math.floor((Date.parse(key.notAfter) - Date.parse(context.now)) / dayMs);
  const due = reminders.findLast((days) => daysLeft < days);
  if (due === undefined || (key.remindedDays !== undefined && key.remindedDays <= due)) return false;
  const house = await context.records.get(partner, key.partner);
  const alert = await openAlert(context, { subject: key.id, title: `${house.name} 密钥到期`, step: 'partnerKey.propose', dueAt: key.notAfter });
  await context.records.write([change(partnerKey, key, { remindedDays: due }, { event: 'partnerKey.reminded', from: ['active'] }), ...alert]);
  return true;
}
