import { sendWebhooks } from '../../shared/areas/partners/send-webhooks.operation.ts';
import { webhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import { environment } from '../kit/context.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { attempt } from './deliver.ts';

/** Deliveries of one minute: what is left comes with the next. */
const most = 100;
/** Attempts at a time; the slowest takes 15 seconds. */
const atOnce = 10;

export const run: Run<typeof sendWebhooks> = async ({ context }) => {
  const { items } = await context.records.list(webhookDelivery, { index: 'due', where: { status: 'waiting' }, until: context.now, limit: most });
  const ways = { networks: environment('WEBHOOK_NETWORKS') };
  for (let at = 0; at < items.length; at += atOnce) {
    const outcomes = await Promise.allSettled(items.slice(at, at + atOnce).map(({ id }) => attempt(context, id, ways)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') context.log.error('webhook', { error: String(outcome.reason) });
  }
  return { outcome: { attempted: items.length } };
};

export const handler = task(sendWebhooks, run);
