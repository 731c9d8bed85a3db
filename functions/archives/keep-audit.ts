import { addMonths, endOfDay } from '../../shared/kit/calendar/plain-date.ts';
import type { Context } from '../kit/context.ts';
import { type StreamChange, stream } from '../kit/task.ts';

/** S5: every audit event a second time, under lock, where nobody can change it; an event that comes again finds itself there. */
export async function run(event: StreamChange, context: Context): Promise<void> {
  if (event.event !== 'INSERT' || !event.after) return;
  const { value } = await context.settings.get('retentionAdministrative');
  const at = String(event.after.at ?? context.now);
  const key = `audit/${at.slice(0, 10)}/${event.resource}/${event.id}/${String(event.after.sk ?? at)}.json`;
  await context.archive.write({
    key,
    body: JSON.stringify(event.after),
    retainUntil: endOfDay(addMonths(context.today, value.years * 12)),
    contentType: 'application/json',
  });
}

export const handler = stream(run);
