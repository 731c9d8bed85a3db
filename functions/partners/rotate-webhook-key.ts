import { rotateWebhookKey } from '../../shared/areas/partners/rotate-webhook-key.operation.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { generateKey } from '../../shared/kit/signatures/keys.ts';
import { webhookKey } from '../../shared/kit/signatures/webhook.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** How long notices carry signatures of both keys. */
const overlapMs = 7 * 86_400_000;

export const run: Run<typeof rotateWebhookKey> = async ({ id, context }) => {
  const item = await context.records.get(webhookEndpoint, id, { consistent: true });
  const key = await generateKey('ed25519');
  const formerUntil = new Date(Date.parse(context.now) + overlapMs).toISOString();
  const keys = { publicKey: webhookKey(key), privateKey: key.pkcs8, formerKey: item.privateKey, formerUntil };
  return { writes: [change(webhookEndpoint, item, keys, { event: 'webhookEndpoint.keyRotated', from: ['active'] })] };
};

export const handler = serve(rotateWebhookKey, run);
