import { createHash } from 'node:crypto';
import { addMonths, endOfDay } from '../../shared/kit/calendar/plain-date.ts';
import type { Context } from '../kit/context.ts';
import { type StreamChange, streamBatch } from '../kit/task.ts';

/**
 * S5: every audit event a second time, under lock, where nobody can change it: a line of JSON for each, a file for each batch. The
 * name of a file is the hash of its lines, so a batch that comes again finds itself there; one that comes again in parts stands
 * there twice, and `resource`, `id` and `sk` tell what is the same.
 */
export async function run(changes: readonly StreamChange[], context: Context): Promise<void> {
  const events = changes.flatMap(({ event, resource, id, after }) => (event === 'INSERT' && after ? [{ resource, id, ...after }] : []));
  const [first] = events;
  if (!first) return;
  const { value } = await context.settings.get('retentionAdministrative');
  const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const day = String('at' in first ? first.at : context.now).slice(0, 10);
  await context.archive.write({
    key: `audit/${day}/${createHash('sha256').update(body).digest('hex')}.jsonl`,
    body,
    retainUntil: endOfDay(addMonths(context.today, value.years * 12)),
    contentType: 'application/jsonl',
  });
}

export const handler = streamBatch(run);
