import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';
import { loanColumns } from './loan-columns.ts';
import { buyerKinds } from './loan-kinds.ts';

/** The loans of a case with their banks, amounts, terms and rates (E9): one, or two for a combined loan. Those that went on at their bank stay as they are. */
export const planCase = defineOperation({
  name: 'mortgageCase.plan',
  area: 'banking',
  label: label('拟定贷款方案', 'Plan the loans'),
  handler: 'plan-case',
  on: 'record',
  input: { buyerKind: f.choice('买受人类别', 'Buyer kind', buyerKinds), loans: f.rows('贷款', 'Loans', loanColumns) },
  allow: customerDesk,
  from: ['planning'],
  isStep: true,
  reads: ['mortgageCase', 'loan', 'disbursement', 'bank', 'contract', 'buyerAccount', 'setting', 'todo'],
  writes: ['mortgageCase', 'loan', 'todo'],
  source: ['E9', 'G3', 'G4'],
});
export type PlanCaseInput = Input<typeof planCase>;
