import { allow, either, everyone } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { administrators, leaders } from '../posts.ts';
import { isValueOf, type SettingKey, settingLabels } from './known-settings.ts';

/** A value in force from a day on, with the source it comes from. A later one of the same key takes over on its day. */
export const setting = defineResource({
  name: 'setting',
  area: 'settings',
  idPrefix: 'set',
  label: label('制度参数', 'Dated setting'),
  fields: {
    key: f.choice('参数', 'Key', settingLabels, { isFixed: true }),
    validFrom: f.date('生效日', 'In force from', { isFixed: true }),
    value: f.data('取值', 'Value', { isFixed: true }),
    source: f.text('依据', 'Source', { most: 300, isFixed: true }),
  },
  title: 'key',
  list: ['key', 'validFrom', 'value', 'source'],
  indexes: { byKey: { partition: ['key'], sort: ['validFrom'] }, all: { partition: [], sort: ['key', 'validFrom'] } },
  unique: { day: { fields: ['key', 'validFrom'], while: ['inForce'] } },
  access: { read: everyone, create: either(leaders, administrators), update: [], remove: [] },
  // The key is one of the options: it was checked before.
  check: ({ key, value }) => (isValueOf(key as SettingKey, value) ? undefined : { value: { key: 'field.format' } }),
  states: {
    initial: 'inForce',
    all: { inForce: { ...label('有效', 'In force'), tone: 'good' }, withdrawn: { ...label('已撤回', 'Withdrawn'), tone: 'neutral' } },
    transitions: {
      withdraw: {
        label: label('撤回', 'Withdraw'),
        from: ['inForce'],
        to: 'withdrawn',
        allow: allow('generalManager', 'systemAdmin'),
        kind: 'exception',
        isReasonNeeded: true,
      },
    },
  },
  source: ['C21', 'E3', 'E4', 'E5'],
});
export type Setting = Item<typeof setting>;
