import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { keyKeepers } from './posts.ts';

/** Stops a key: within a minute nothing that it signs is taken. */
export const revokeKey = defineOperation({
  name: 'partnerKey.revoke',
  area: 'partners',
  label: label('吊销密钥', 'Revoke'),
  handler: 'revoke-key',
  on: 'record',
  input: { reason: f.note('原因', 'Reason') },
  allow: keyKeepers,
  from: ['pending', 'active', 'retiring'],
  kind: 'exception',
  reads: ['partnerKey'],
  writes: ['partnerKey'],
  source: ['B16'],
});
export type RevokeKeyInput = Input<typeof revokeKey>;
