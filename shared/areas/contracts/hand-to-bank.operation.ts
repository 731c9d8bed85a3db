import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The main contract goes to the bank (S4 step 11), and the mortgage case opens; a bank that refuses leads back to the choice of bank. */
export const handToBank = defineOperation({
  name: 'contract.handToBank',
  area: 'contracts',
  label: label('主本合同交银行', 'Hand the contract to the bank'),
  handler: 'hand-to-bank',
  on: 'record',
  input: {
    isAccepted: f.flag('银行受理', 'Accepted by the bank'),
    handedOn: f.date('移交日', 'Handed on'),
    receiver: f.text('银行接收人', 'Received by', { optional: true, most: 60 }),
    refusal: f.note('银行不受理原因', 'Reason of refusal', { optional: true }),
  },
  allow: customerDesk,
  from: ['filed'],
  isStep: true,
  reads: ['contract', 'contractCopy', 'bank', 'todo'],
  writes: ['bankHandover', 'mortgageCase', 'contractCopy', 'contract', 'todo'],
  source: ['E9', 'G4'],
});
export type HandToBankInput = Input<typeof handToBank>;
