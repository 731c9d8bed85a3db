import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Every minute: delivers the notices whose time has come. */
export const sendWebhooks = defineOperation({
  name: 'webhookDelivery.send',
  area: 'partners',
  label: label('投递通知', 'Deliver'),
  handler: 'send-webhooks',
  on: 'task',
  input: {},
  allow: [],
  schedule: 'rate(1 minute)',
  timeoutSeconds: 300,
  uses: ['webhooks'],
  reads: ['partner', 'webhookEndpoint', 'webhookDelivery', 'todo'],
  writes: ['webhookEndpoint', 'webhookDelivery', 'todo'],
  source: ['G4'],
});
export type SendWebhooksInput = Input<typeof sendWebhooks>;
