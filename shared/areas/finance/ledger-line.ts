import { f } from '../../kit/fields/f.ts';
import { accounts } from './kinds.ts';

/** One line of a posting; one of debit and credit is 0. */
export const lineColumns = {
  account: f.choice('科目', 'Account', accounts),
  debitFen: f.money('借方', 'Debit'),
  creditFen: f.money('贷方', 'Credit'),
  receivable: f.ref('receivable', '应收款', 'Receivable', { optional: true }),
};
