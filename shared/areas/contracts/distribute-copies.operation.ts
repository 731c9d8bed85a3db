import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The company copies go to office, finance and developer, each with a custody record (S4 step 8). */
export const distributeCopies = defineOperation({
  name: 'contract.distributeCopies',
  area: 'contracts',
  label: label('分发合同', 'Distribute the copies'),
  handler: 'distribute-copies',
  on: 'record',
  input: {
    handedOn: f.date('移交日', 'Handed on'),
    office: f.text('办公室接收人', 'Received for the office', { most: 60 }),
    finance: f.text('财务接收人', 'Received for finance', { most: 60 }),
    developer: f.text('开发商接收人', 'Received for the developer', { most: 60 }),
  },
  allow: customerDesk,
  from: ['filed'],
  isStep: true,
  reads: ['contract', 'contractCopy', 'todo', 'setting'],
  writes: ['contractCopy', 'contract', 'todo'],
  source: ['D13'],
});
export type DistributeCopiesInput = Input<typeof distributeCopies>;
