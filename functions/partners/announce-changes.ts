import { webhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { type Context, environment } from '../kit/context.ts';
import { type StreamChange, stream } from '../kit/task.ts';
import { announce } from './announce.ts';
import { attempt } from './deliver.ts';

/**
 * A change becomes notices, and a new notice is delivered at once; both come through the same stream. An address that fails already
 * waits for the clock, so that it holds nobody else up.
 */
export async function run(event: StreamChange, context: Context): Promise<void> {
  if (event.resource !== webhookDelivery.name) return announce(context, event);
  if (event.event !== 'INSERT' || !event.after) return;
  const { failingSince } = await context.records.get(webhookEndpoint, String(event.after.endpoint));
  if (!failingSince) await attempt(context, event.id, { networks: environment('WEBHOOK_NETWORKS') });
}

export const handler = stream(run);
