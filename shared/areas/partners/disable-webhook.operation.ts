import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';

/** Nothing more is sent to the address; what is waiting fails. */
export const disableWebhook = defineOperation({
  name: 'webhookEndpoint.disable',
  area: 'partners',
  label: label('停用', 'Disable'),
  handler: 'disable-webhook',
  on: 'record',
  input: { reason: f.note('原因', 'Reason') },
  allow: administrators,
  from: ['active'],
  kind: 'exception',
  reads: ['webhookEndpoint'],
  writes: ['webhookEndpoint'],
  source: ['G4'],
});
export type DisableWebhookInput = Input<typeof disableWebhook>;
