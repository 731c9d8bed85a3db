import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { loanTypes } from '../banking/loan-kinds.ts';
import { customerDesk } from '../posts.ts';

/** Loan branch: who lends, how much, and the list of papers the bank wants (S4 step 10). */
export const chooseBank = defineOperation({
  name: 'contract.chooseBank',
  area: 'contracts',
  label: label('确定按揭银行', 'Choose the bank'),
  handler: 'choose-bank',
  on: 'record',
  input: {
    loanType: f.choice('贷款方式', 'Loan type', loanTypes),
    bank: f.ref('bank', '按揭银行', 'Bank', { optional: true, help: label('有商业贷款时必填', 'Needed for a commercial loan') }),
    fundCentre: f.ref('bank', '公积金中心', 'Provident fund centre', {
      optional: true,
      help: label('有公积金贷款时必填', 'Needed for a provident fund loan'),
    }),
    loanAmount: f.money('贷款金额', 'Loan amount'),
    materials: f.note('银行资料清单', 'Material list'),
    hasMaterialsGiven: f.flag('资料清单和收入证明已交客户', 'List and income certificate given'),
  },
  allow: customerDesk,
  from: ['filed'],
  isStep: true,
  reads: ['contract', 'bank', 'buyerAccount', 'setting', 'todo'],
  writes: ['contract', 'todo'],
  source: ['E9', 'G3'],
});
export type ChooseBankInput = Input<typeof chooseBank>;
