import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Writes up to 100 units of a confirmed price list; asked again for the same rows it changes nothing, so an import can be taken up again. */
export const importUnits = defineOperation({
  name: 'priceList.import',
  area: 'projects',
  label: label('导入房源', 'Import units'),
  handler: 'import-units',
  on: 'record',
  input: {
    from: f.count('起始行', 'From row', { most: 100_000 }),
    units: f.rows('房源', 'Units', {
      building: f.text('楼栋', 'Building', { most: 40 }),
      entrance: f.text('单元', 'Entrance', { optional: true, most: 20 }),
      floor: f.count('楼层', 'Floor', { least: -5, most: 200 }),
      room: f.text('室号', 'Room', { most: 20 }),
      layout: f.text('户型', 'Layout', { optional: true, most: 40 }),
      floorArea: f.area('建筑面积', 'Floor area'),
      innerArea: f.area('套内面积', 'Inner area', { optional: true }),
      unitPrice: f.money('单价', 'Price per m²'),
      listPrice: f.money('总价', 'List price'),
      use: f.text('用途', 'Use', { optional: true, most: 30 }),
    }),
  },
  allow: inOwnProject('unitControl', 'salesManager', 'backOffice', 'systemAdmin'),
  from: ['importing'],
  timeoutSeconds: 29,
  reads: ['priceList', 'building', 'unit'],
  writes: ['priceList', 'building', 'unit'],
  source: ['C4'],
});
export type ImportUnitsInput = Input<typeof importUnits>;
