import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import type { Role } from '../../kit/roles.ts';

/** The departments that review every contract (D2) and the post that speaks for each. */
export const reviewParts = {
  sales: label('销售', 'Sales'),
  finance: label('财务', 'Finance'),
  engineering: label('工程', 'Engineering'),
} as const;
export type ReviewPart = keyof typeof reviewParts;
export const reviewers: Readonly<Record<ReviewPart, Role>> = { sales: 'salesManager', finance: 'finance', engineering: 'engineering' };

/** Columns of the opinions that a contract collects; `round` counts how often it has been submitted. */
export const opinionColumns = {
  round: f.count('轮次', 'Round'),
  part: f.choice('部门', 'Department', reviewParts),
  by: f.ref('employee', '审核人', 'Reviewer'),
  on: f.date('日期', 'Date'),
  isAgreed: f.flag('同意', 'Agreed'),
  opinion: f.note('意见', 'Opinion', { optional: true }),
};
