import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { loanColumns } from './loan-columns.ts';

/** What the buyer would pay each month for these loans, and for all of them together. */
export const previewLoans = defineOperation({
  name: 'mortgageCase.preview',
  area: 'banking',
  label: label('试算月供', 'Preview instalments'),
  handler: 'preview-loans',
  on: 'record',
  input: { loans: f.rows('贷款', 'Loans', loanColumns) },
  allow: staff,
  from: ['planning'],
  reads: ['mortgageCase'],
  writes: [],
  source: ['E9', 'G4'],
});
export type PreviewLoansInput = Input<typeof previewLoans>;
