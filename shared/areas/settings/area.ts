import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { setting } from './setting.resource.ts';
import { settingsInForce } from './settings-in-force.operation.ts';

export const settings = defineArea({
  name: 'settings',
  label: label('制度参数', 'Settings'),
  order: 60,
  resources: [setting],
  operations: [settingsInForce],
});
