import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';

/** Sends a notice again from the first attempt on. */
export const redeliverWebhook = defineOperation({
  name: 'webhookDelivery.redeliver',
  area: 'partners',
  label: label('重新投递', 'Redeliver'),
  handler: 'redeliver-webhook',
  on: 'record',
  input: {},
  allow: administrators,
  from: ['delivered', 'failed'],
  reads: ['webhookDelivery', 'webhookEndpoint'],
  writes: ['webhookDelivery'],
  source: ['G4'],
});
export type RedeliverWebhookInput = Input<typeof redeliverWebhook>;
