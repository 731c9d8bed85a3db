import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { announceChanges } from './announce-changes.operation.ts';
import { approveKey } from './approve-key.operation.ts';
import { bankEndpoints } from './bank-endpoints.ts';
import { disableWebhook } from './disable-webhook.operation.ts';
import { enableWebhook } from './enable-webhook.operation.ts';
import { keyEndpoints } from './key-endpoints.ts';
import { lawFirmEndpoints } from './law-firm-endpoints.ts';
import { partner } from './partner.resource.ts';
import { partnerCall } from './partner-call.resource.ts';
import { partnerKey } from './partner-key.resource.ts';
import { proposeKey } from './propose-key.operation.ts';
import { redeliverWebhook } from './redeliver-webhook.operation.ts';
import { registerWebhook } from './register-webhook.operation.ts';
import { revokeKey } from './revoke-key.operation.ts';
import { rotateWebhookKey } from './rotate-webhook-key.operation.ts';
import { sendWebhooks } from './send-webhooks.operation.ts';
import { testWebhook } from './test-webhook.operation.ts';
import { watchKeys } from './watch-keys.operation.ts';
import { webhookDelivery } from './webhook-delivery.resource.ts';
import { webhookEndpoint } from './webhook-endpoint.resource.ts';

export const partners = defineArea({
  name: 'partners',
  label: label('合作方', 'Partners'),
  order: 60,
  resources: [partner, partnerKey, partnerCall, webhookEndpoint, webhookDelivery],
  operations: [
    proposeKey,
    approveKey,
    revokeKey,
    watchKeys,
    registerWebhook,
    testWebhook,
    disableWebhook,
    enableWebhook,
    rotateWebhookKey,
    redeliverWebhook,
    announceChanges,
    sendWebhooks,
  ],
  endpoints: [...bankEndpoints, ...lawFirmEndpoints, ...keyEndpoints],
});
