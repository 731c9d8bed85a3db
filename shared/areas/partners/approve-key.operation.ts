import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { keyKeepers } from './posts.ts';

/** A second person lets a proven key sign; the key before it stays for an overlap of 30 days at most. */
export const approveKey = defineOperation({
  name: 'partnerKey.approve',
  area: 'partners',
  label: label('审核密钥', 'Approve'),
  handler: 'approve-key',
  on: 'record',
  input: {},
  allow: keyKeepers,
  from: ['pending'],
  reads: ['partnerKey', 'todo'],
  writes: ['partnerKey', 'todo'],
  source: ['B16'],
});
export type ApproveKeyInput = Input<typeof approveKey>;
