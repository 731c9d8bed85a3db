import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { loanColumns, repaymentColumns } from './loan-columns.ts';

/** What the buyer would pay each month for these loans, and for all of them together. */
export const previewLoans = defineOperation({
  name: 'mortgageCase.preview',
  area: 'banking',
  label: label('试算月供', 'Preview instalments'),
  handler: 'preview-loans',
  on: 'record',
  input: { loans: f.rows('贷款', 'Loans', loanColumns) },
  answer: {
    loans: f.rows('各笔贷款', 'Each loan', { kind: loanColumns.kind, amount: loanColumns.amount, ...repaymentColumns }),
    first: f.money('首月合计', 'First month, all loans'),
    interest: f.money('利息总计', 'Interest of all loans'),
    total: f.money('还款总计', 'Repaid for all loans'),
  },
  allow: staff,
  from: ['planning'],
  reads: ['mortgageCase'],
  writes: [],
  source: ['E9', 'G4'],
});
export type PreviewLoansInput = Input<typeof previewLoans>;
