import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';

/** A new signing key; for a week every notice carries a signature of either key, so that the partner can change over. */
export const rotateWebhookKey = defineOperation({
  name: 'webhookEndpoint.rotateKey',
  area: 'partners',
  label: label('更换签名密钥', 'Rotate the key'),
  handler: 'rotate-webhook-key',
  on: 'record',
  input: {},
  allow: administrators,
  from: ['active'],
  reads: ['webhookEndpoint'],
  writes: ['webhookEndpoint'],
  source: ['G4'],
});
export type RotateWebhookKeyInput = Input<typeof rotateWebhookKey>;
