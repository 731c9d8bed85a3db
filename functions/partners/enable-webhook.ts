import { enableWebhook } from '../../shared/areas/partners/enable-webhook.operation.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { closeAlert } from './alerts.ts';

/** The address begins anew, without its failures, and the alert of them is done with. */
export const run: Run<typeof enableWebhook> = async ({ id, context }) => {
  const item = await context.records.get(webhookEndpoint, id);
  const fresh = { disabledReason: undefined, failingSince: undefined };
  const enabled = change(webhookEndpoint, item, fresh, { event: 'webhookEndpoint.enabled', from: ['disabled'], to: 'active' });
  return { writes: [enabled, ...(await closeAlert(context, { subject: id, step: 'webhookEndpoint.enable' }))] };
};

export const handler = serve(enableWebhook, run);
