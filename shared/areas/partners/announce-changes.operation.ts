import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Follows every change of a partner's records, makes a notice of it for each of its addresses, and tries to deliver it at once. */
export const announceChanges = defineOperation({
  name: 'webhookDelivery.announce',
  area: 'partners',
  label: label('通知合作方', 'Announce changes'),
  handler: 'announce-changes',
  on: 'task',
  input: {},
  allow: [],
  stream: 'records',
  follows: [
    'INSERT loan',
    'MODIFY loan',
    'INSERT caseMaterial',
    'MODIFY caseMaterial',
    'INSERT signingMatter',
    'MODIFY signingMatter',
    'INSERT disbursement',
    'MODIFY disbursement',
    'INSERT webhookDelivery',
  ],
  timeoutSeconds: 600,
  uses: ['webhooks'],
  reads: ['partner', 'loan', 'webhookEndpoint', 'webhookDelivery', 'todo'],
  writes: ['webhookEndpoint', 'webhookDelivery', 'todo'],
  source: ['G4'],
});
export type AnnounceChangesInput = Input<typeof announceChanges>;
