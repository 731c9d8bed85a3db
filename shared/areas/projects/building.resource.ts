import { inOwnProject } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

const keepers = inOwnProject('unitControl', 'salesManager', 'backOffice', 'systemAdmin');

export const building = defineResource({
  name: 'building',
  area: 'projects',
  idPrefix: 'bld',
  label: label('楼栋', 'Building'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isFixed: true }),
    name: f.text('楼栋名称', 'Name', { most: 40 }),
    floors: f.count('层数', 'Floors', { optional: true, most: 200 }),
  },
  title: 'name',
  list: ['project', 'name', 'floors'],
  indexes: { byProject: { partition: ['project'], sort: ['name'] } },
  unique: { name: { fields: ['project', 'name'] } },
  access: { read: staff, create: keepers, update: keepers, remove: keepers },
  source: ['C3'],
});
export type Building = Item<typeof building>;
