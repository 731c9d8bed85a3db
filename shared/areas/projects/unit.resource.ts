import { inOwnProject } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { unitStates } from './unit-states.ts';

const keepers = inOwnProject('unitControl', 'salesManager', 'backOffice', 'systemAdmin');

export const unit = defineResource({
  name: 'unit',
  area: 'projects',
  idPrefix: 'unt',
  label: label('房源', 'Unit'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isFixed: true }),
    building: f.ref('building', '楼栋', 'Building', { isFixed: true }),
    code: f.text('房号', 'Unit no.', { most: 60, isFixed: true, help: label('楼栋-单元-室号，如 1栋-2单元-1203', 'Building-entrance-room') }),
    entrance: f.text('单元', 'Entrance', { optional: true, most: 20 }),
    floor: f.count('楼层', 'Floor', { least: -5, most: 200 }),
    room: f.text('室号', 'Room', { most: 20 }),
    layout: f.text('户型', 'Layout', { optional: true, most: 40 }),
    floorArea: f.area('建筑面积', 'Floor area'),
    innerArea: f.area('套内面积', 'Inner area', { optional: true }),
    unitPrice: f.money('单价（每平方米）', 'Price per m²', { source: 'C4' }),
    listPrice: f.money('总价', 'List price', { source: 'C4' }),
    use: f.text('用途', 'Use', { optional: true, most: 30 }),
    priceList: f.ref('priceList', '价格表', 'Price list', { optional: true, isOwned: true }),
  },
  title: 'code',
  list: ['project', 'building', 'code', 'floor', 'layout', 'floorArea', 'listPrice'],
  indexes: {
    byProject: { partition: ['project'], sort: ['code'] },
    byBuilding: { partition: ['building'], sort: ['floor', 'code'] },
    byStatus: { partition: ['project', 'status'], sort: ['code'] },
  },
  unique: { code: { fields: ['project', 'code'] } },
  access: { read: staff, create: keepers, update: keepers, remove: [] },
  states: unitStates,

  source: ['C1', 'C2', 'C3', 'C4'],
});
export type Unit = Item<typeof unit>;
