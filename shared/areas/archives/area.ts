import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { keepAudit } from './keep-audit.operation.ts';
import { keepScan } from './keep-scan.operation.ts';
import { openScan } from './open-scan.operation.ts';
import { scan } from './scan.resource.ts';
import { uploadScan } from './upload-scan.operation.ts';

export const archives = defineArea({
  name: 'archives',
  label: label('档案', 'Archives'),
  order: 50,
  resources: [scan],
  operations: [keepAudit, keepScan, openScan, uploadScan],
});
