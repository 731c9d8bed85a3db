import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Legal drafts the text and hands it to the three departments. */
export const draftContract = defineOperation({
  name: 'contract.draft',
  area: 'contracts',
  label: label('提交审核', 'Submit for review'),
  handler: 'draft-contract',
  on: 'record',
  input: { terms: f.note('补充条款', 'Special terms', { optional: true }), textHash: f.hash('合同文本 SHA-256', 'SHA-256 of the text') },
  allow: inOwnProject('legal'),
  from: ['draft'],
  isStep: true,
  reads: ['contract', 'todo'],
  writes: ['contract', 'todo'],
  source: ['D1'],
});
export type DraftContractInput = Input<typeof draftContract>;
