import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** Checks what arrived and moves it under Object Lock for the years of its class. */
export const keepScan = defineOperation({
  name: 'scan.keep',
  area: 'archives',
  label: label('入档', 'Keep'),
  handler: 'keep-scan',
  on: 'record',
  input: {},
  allow: staff,
  from: ['uploading'],
  uses: ['inbox', 'archive'],
  timeoutSeconds: 29,
  reads: ['scan', 'setting'],
  writes: ['scan'],
  source: ['K2', 'K4', 'K10'],
});
export type KeepScanInput = Input<typeof keepScan>;
