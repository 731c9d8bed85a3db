import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';

/** Announces a test event to the address; how it went stands at the delivery. */
export const testWebhook = defineOperation({
  name: 'webhookEndpoint.test',
  area: 'partners',
  label: label('发送测试通知', 'Send a test'),
  handler: 'test-webhook',
  on: 'record',
  input: {},
  allow: administrators,
  from: ['active'],
  reads: ['webhookEndpoint'],
  writes: ['webhookDelivery'],
  source: ['G4'],
});
export type TestWebhookInput = Input<typeof testWebhook>;
