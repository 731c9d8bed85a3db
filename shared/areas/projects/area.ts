import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { building } from './building.resource.ts';
import { importUnits } from './import-units.operation.ts';
import { priceList } from './price-list.resource.ts';
import { project } from './project.resource.ts';
import { unit } from './unit.resource.ts';

export const projects = defineArea({
  name: 'projects',
  label: label('项目与房源', 'Projects'),
  order: 20,
  resources: [project, building, unit, priceList],
  operations: [importUnits],
});
