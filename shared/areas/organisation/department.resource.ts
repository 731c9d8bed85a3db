import { everyone } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';

export const department = defineResource({
  name: 'department',
  area: 'organisation',
  idPrefix: 'dep',
  label: label('部门', 'Department'),
  fields: {
    code: f.text('部门编码', 'Code', { most: 20 }),
    name: f.text('部门名称', 'Name', { most: 50 }),
    head: f.ref('employee', '负责人', 'Head', { optional: true }),
  },
  title: 'name',
  list: ['code', 'name', 'head'],
  indexes: { all: { partition: [], sort: ['code'] } },
  unique: { code: { fields: ['code'] } },
  access: { read: everyone, create: administrators, update: administrators, remove: administrators },
  source: ['O1'],
});
export type Department = Item<typeof department>;
