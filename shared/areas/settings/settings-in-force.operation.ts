import { everyone } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Every setting as it stands on a day, with its source. */
export const settingsInForce = defineOperation({
  name: 'setting.inForce',
  area: 'settings',
  label: label('现行参数', 'Settings in force'),
  handler: 'settings-in-force',
  on: 'collection',
  input: { on: f.date('日期', 'On', { optional: true }) },
  allow: everyone,
  method: 'GET',
  reads: ['setting'],
  writes: [],
  source: ['E5'],
});
export type SettingsInForceInput = Input<typeof settingsInForce>;
