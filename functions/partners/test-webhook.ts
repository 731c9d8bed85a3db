import { testWebhook } from '../../shared/areas/partners/test-webhook.operation.ts';
import { webhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** A notice about the address itself; the stream delivers it like any other. */
export const run: Run<typeof testWebhook> = async ({ id, context }) => {
  const endpoint = await context.records.get(webhookEndpoint, id);
  const about = { partner: endpoint.partner, endpoint: id, event: 'webhook.test', object: id, happenedAt: context.now, attempts: 0, nextAt: context.now };
  return { status: 201, writes: [create(webhookDelivery, about, { event: 'webhookDelivery.made' })] };
};

export const handler = serve(testWebhook, run);
