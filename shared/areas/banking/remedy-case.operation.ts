import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';
import { faults, remedies } from './remedies.ts';

/** No bank lends: another bank, another way to pay agreed in writing, or termination with money back. */
export const remedyCase = defineOperation({
  name: 'mortgageCase.remedy',
  area: 'banking',
  label: label('处理未获批准', 'Remedy a refusal'),
  handler: 'remedy-case',
  on: 'record',
  input: {
    remedy: f.choice('处理方式', 'Remedy', remedies),
    reason: f.note('说明', 'Reason'),
    fault: f.choice('过错方', 'Whose fault', faults, { optional: true, help: label('解除合同时必填', 'Needed to terminate') }),
    isAgreed: f.flag('双方已书面同意', 'Agreed in writing', { optional: true, help: label('改变付款方式时必填', 'Needed for another way to pay') }),
  },
  allow: customerDesk,
  from: ['refused'],
  isStep: true,
  reads: ['mortgageCase', 'loan', 'contract', 'contractCopy', 'todo'],
  writes: ['mortgageCase', 'contract', 'contractCopy', 'supplementaryAgreement', 'todo'],
  source: ['D10', 'E9'],
});
export type RemedyCaseInput = Input<typeof remedyCase>;
