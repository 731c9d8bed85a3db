import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { unit } from './unit.resource.ts';

const { entrance, floor, room, layout, floorArea, innerArea, unitPrice, listPrice, use } = unit.fields;
const unitColumns = { entrance, floor, room, layout, floorArea, innerArea, unitPrice, listPrice, use };

/** Writes up to 100 units of a confirmed price list; asked again for the same rows it changes nothing, so an import can be taken up again. */
export const importUnits = defineOperation({
  name: 'priceList.import',
  area: 'projects',
  label: label('导入房源', 'Import units'),
  handler: 'import-units',
  on: 'record',
  input: {
    from: f.count('起始行', 'From row', { most: 100_000 }),
    units: f.rows('房源', 'Units', { building: f.text('楼栋', 'Building', { most: 40 }), ...unitColumns }),
  },
  allow: inOwnProject('unitControl', 'salesManager', 'backOffice', 'systemAdmin'),
  // The answer to the last part may be lost: sent again, it finds the list in force.
  from: ['importing', 'inForce'],
  timeoutSeconds: 29,
  reads: ['priceList', 'building', 'unit'],
  writes: ['priceList', 'building', 'unit'],
  source: ['C4'],
});
export type ImportUnitsInput = Input<typeof importUnits>;
