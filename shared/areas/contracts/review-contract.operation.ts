import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { reviewParts } from './review-parts.ts';

/** One department gives its opinion; a refusal sends the contract back to drafting. */
export const reviewContract = defineOperation({
  name: 'contract.review',
  area: 'contracts',
  label: label('审核', 'Review'),
  handler: 'review-contract',
  on: 'record',
  input: {
    part: f.choice('部门', 'Department', reviewParts),
    isAgreed: f.flag('同意', 'Agreed'),
    opinion: f.note('意见', 'Opinion', { optional: true, help: label('不同意时必填', 'Needed when refusing') }),
  },
  allow: inOwnProject('salesManager', 'finance', 'engineering'),
  from: ['inReview'],
  isStep: true,
  reads: ['contract', 'todo'],
  writes: ['contract', 'todo'],
  source: ['D2'],
});
export type ReviewContractInput = Input<typeof reviewContract>;
