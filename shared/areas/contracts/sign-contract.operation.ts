import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The signing record: contract, supplementary agreement and ownership-transfer application (S4 step 2). */
export const signContract = defineOperation({
  name: 'contract.sign',
  area: 'contracts',
  label: label('签约', 'Sign'),
  handler: 'sign-contract',
  on: 'record',
  input: {
    signedOn: f.date('签约日', 'Signed on'),
    signedAt: f.text('签约地点', 'Place', { most: 100 }),
    blank: f.ref('stampedBlank', '盖章空白合同', 'Stamped blank'),
    supplement: f.note('补充协议内容', 'Supplementary agreement', { optional: true }),
    hasTransferApplication: f.flag('已签权属转移登记申请书', 'Ownership-transfer application signed'),
  },
  allow: customerDesk,
  from: ['checked'],
  isStep: true,
  reads: ['contract', 'subscription', 'stampedBlank', 'todo', 'unit', 'project', 'setting'],
  writes: ['contract', 'subscription', 'stampedBlank', 'unit', 'supplementaryAgreement', 'contractCopy', 'todo'],
  source: ['C21', 'D5', 'D7'],
});
export type SignContractInput = Input<typeof signContract>;
