import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';

/** The partner has mended its address: deliveries go there again, and the alert is done with. */
export const enableWebhook = defineOperation({
  name: 'webhookEndpoint.enable',
  area: 'partners',
  label: label('重新启用', 'Enable'),
  handler: 'enable-webhook',
  on: 'record',
  input: {},
  allow: administrators,
  from: ['disabled'],
  reads: ['webhookEndpoint', 'todo'],
  writes: ['webhookEndpoint', 'todo'],
  source: ['G4'],
});
export type EnableWebhookInput = Input<typeof enableWebhook>;
