import { redeliverWebhook } from '../../shared/areas/partners/redeliver-webhook.operation.ts';
import { webhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** The same notice under the same id: a receiver that has it already knows it again. */
export const run: Run<typeof redeliverWebhook> = async ({ id, context }) => {
  const item = await context.records.get(webhookDelivery, id, { consistent: true });
  const endpoint = await context.records.get(webhookEndpoint, item.endpoint);
  if (endpoint.status !== 'active') fail('webhook.disabled');
  const anew = { attempts: 0, nextAt: context.now, deliveredAt: undefined, lastOutcome: undefined };
  return { writes: [change(webhookDelivery, item, anew, { event: 'webhookDelivery.redelivered', from: ['delivered', 'failed'], to: 'waiting' })] };
};

export const handler = serve(redeliverWebhook, run);
