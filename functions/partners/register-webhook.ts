import { partner } from '../../shared/areas/partners/partner.resource.ts';
import { registerWebhook } from '../../shared/areas/partners/register-webhook.operation.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { generateKey } from '../../shared/kit/signatures/keys.ts';
import { webhookKey } from '../../shared/kit/signatures/webhook.ts';
import { chosen } from '../kit/chosen.ts';
import { environment } from '../kit/context.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseForm } from './webhook-target.ts';

/** Where the name leads is looked at whenever something is sent there, not now. */
export const run: Run<typeof registerWebhook> = async ({ input: { url, note, ...input }, context }) => {
  const house = await chosen(context, partner, { field: 'partner', id: input.partner });
  if (refuseForm(url, environment('WEBHOOK_NETWORKS'))) failField('url', 'webhook.address');
  const key = await generateKey('ed25519');
  const values = { partner: house.id, url, publicKey: webhookKey(key), privateKey: key.pkcs8, ...(note ? { note } : {}) };
  return { status: 201, writes: [create(webhookEndpoint, values, { event: 'webhookEndpoint.registered' })] };
};

export const handler = serve(registerWebhook, run);
