import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Every morning: reminds of keys that run out, and retires those that have. */
export const watchKeys = defineOperation({
  name: 'partnerKey.watch',
  area: 'partners',
  label: label('密钥到期提醒', 'Watch keys'),
  handler: 'watch-keys',
  on: 'task',
  input: {},
  allow: [],
  schedule: 'cron(0 8 * * ? *)',
  reads: ['partner', 'partnerKey', 'todo'],
  writes: ['partnerKey', 'todo'],
  source: ['B16', 'C22'],
});
export type WatchKeysInput = Input<typeof watchKeys>;
