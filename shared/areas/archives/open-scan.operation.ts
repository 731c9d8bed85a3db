import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** Answers a short-lived address of the file; every issue is logged. */
export const openScan = defineOperation({
  name: 'scan.open',
  area: 'archives',
  label: label('查看', 'Open'),
  handler: 'open-scan',
  on: 'record',
  input: {},
  allow: staff,
  from: ['kept'],
  method: 'GET',
  uses: ['archive'],
  reads: ['scan'],
  writes: ['scan'],
  source: ['K4', 'K11'],
});
export type OpenScanInput = Input<typeof openScan>;
