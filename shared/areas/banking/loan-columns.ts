import { f } from '../../kit/fields/f.ts';
import { loanKinds, repaymentMethods } from './loan-kinds.ts';

/** What is applied for. */
export const loanColumns = {
  kind: f.choice('贷款种类', 'Kind', loanKinds),
  bank: f.ref('bank', '贷款银行', 'Bank'),
  amount: f.money('金额', 'Amount'),
  termMonths: f.count('期限（月）', 'Term, months', { least: 1, most: 360 }),
  rate: f.rate('年利率', 'Yearly rate'),
  method: f.choice('还款方式', 'Repayment', repaymentMethods),
};

/** What the buyer pays for a loan. */
export const repaymentColumns = {
  first: f.money('首月还款', 'First month'),
  last: f.money('末月还款', 'Last month'),
  interest: f.money('利息合计', 'Interest in all'),
  total: f.money('还款合计', 'Repaid in all'),
};

/** A paper that the bank asks for later. */
export const askedColumns = {
  name: f.text('名称', 'Name', { most: 60 }),
  copies: f.count('份数', 'Copies', { least: 1, most: 20 }),
};
