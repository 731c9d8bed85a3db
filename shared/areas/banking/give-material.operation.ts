import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** A paper came from the buyer; its scans are in the archive. */
export const giveMaterial = defineOperation({
  name: 'caseMaterial.give',
  area: 'banking',
  label: label('登记收到', 'Take in'),
  handler: 'give-material',
  on: 'record',
  input: { givenOn: f.date('收到日', 'Given on'), scans: f.refs('scan', '扫描件', 'Scans', { optional: true }) },
  allow: customerDesk,
  from: ['missing', 'rejected'],
  reads: ['caseMaterial', 'scan'],
  writes: ['caseMaterial'],
  source: ['C22', 'G3'],
});
export type GiveMaterialInput = Input<typeof giveMaterial>;
