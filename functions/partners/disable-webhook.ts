import { disableWebhook } from '../../shared/areas/partners/disable-webhook.operation.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** What waits for the address fails when its time comes. */
export const run: Run<typeof disableWebhook> = async ({ input: { reason }, id, context }) => {
  const item = await context.records.get(webhookEndpoint, id);
  const disabledReason = [...reason].slice(0, 200).join('');
  return { writes: [change(webhookEndpoint, item, { disabledReason }, { event: 'webhookEndpoint.disabled', from: ['active'], to: 'disabled', reason })] };
};

export const handler = serve(disableWebhook, run);
