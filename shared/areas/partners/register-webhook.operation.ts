import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';

/** Registers where a partner wants to be told of changes, with a new signing key; the partner verifies with its public half. */
export const registerWebhook = defineOperation({
  name: 'webhookEndpoint.register',
  area: 'partners',
  label: label('登记通知地址', 'Register'),
  handler: 'register-webhook',
  on: 'collection',
  input: {
    partner: f.ref('partner', '合作方', 'Partner'),
    url: f.text('地址', 'Address', { most: 500, help: label('https 公网地址', 'A public https address') }),
    note: f.note('备注', 'Note', { optional: true }),
  },
  allow: administrators,
  uses: ['webhooks'],
  reads: ['partner'],
  writes: ['webhookEndpoint'],
  source: ['B16', 'G4'],
});
export type RegisterWebhookInput = Input<typeof registerWebhook>;
