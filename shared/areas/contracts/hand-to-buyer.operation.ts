import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** Lump-sum branch: the buyer collects the original and pays deed tax and maintenance fund (S4 step 9). */
export const handToBuyer = defineOperation({
  name: 'contract.handToBuyer',
  area: 'contracts',
  label: label('买受人领取正本', 'Hand the original to the buyer'),
  handler: 'hand-to-buyer',
  on: 'record',
  input: {
    handedOn: f.date('领取日', 'Handed on'),
    receiver: f.text('领取人', 'Received by', { most: 60 }),
    deedTax: f.money('契税', 'Deed tax'),
    maintenanceFund: f.money('维修基金', 'Maintenance fund'),
    deedTaxReceipt: f.text('契税票号', 'Deed tax receipt', { most: 60 }),
    maintenanceFundReceipt: f.text('维修基金票号', 'Maintenance fund receipt', { most: 60 }),
  },
  allow: customerDesk,
  from: ['filed'],
  isStep: true,
  reads: ['contract', 'contractCopy', 'taxLine', 'todo'],
  writes: ['contractCopy', 'taxLine', 'contract', 'todo'],
  source: ['E8'],
});
export type HandToBuyerInput = Input<typeof handToBuyer>;
