import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';
import { paymentMethods } from './payment-methods.ts';

/** Loan branch: the bank, and the list of papers it wants (S4 step 10). */
export const chooseBank = defineOperation({
  name: 'contract.chooseBank',
  area: 'contracts',
  label: label('确定按揭银行', 'Choose the bank'),
  handler: 'choose-bank',
  on: 'record',
  input: {
    bank: f.text('按揭银行', 'Bank', { most: 60 }),
    loanType: f.choice('贷款方式', 'Loan type', {
      commercialLoan: paymentMethods.commercialLoan,
      providentFundLoan: paymentMethods.providentFundLoan,
      combinedLoan: paymentMethods.combinedLoan,
    }),
    loanAmount: f.money('贷款金额', 'Loan amount'),
    materials: f.note('银行资料清单', 'Material list'),
    hasMaterialsGiven: f.flag('资料清单和收入证明已交客户', 'List and income certificate given'),
  },
  allow: customerDesk,
  from: ['filed'],
  isStep: true,
  reads: ['contract', 'todo'],
  writes: ['contract', 'todo'],
  source: ['E9', 'G3'],
});
export type ChooseBankInput = Input<typeof chooseBank>;
