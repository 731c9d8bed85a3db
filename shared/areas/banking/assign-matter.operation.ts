import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';
import { documentClasses } from './document-classes.ts';

/** Gives the signing of a loan to a law firm, with the documents that it may see (D12). */
export const assignMatter = defineOperation({
  name: 'signingMatter.assign',
  area: 'banking',
  label: label('委派律师', 'Assign a law firm'),
  handler: 'assign-matter',
  on: 'collection',
  input: {
    loan: f.ref('loan', '贷款', 'Loan'),
    lawFirm: f.ref('lawFirm', '律师事务所', 'Law firm'),
    documents: f.choices('可查阅文件', 'Documents it may see', documentClasses),
  },
  allow: customerDesk,
  reads: ['loan', 'lawFirm', 'signingMatter'],
  writes: ['signingMatter', 'loan'],
  source: ['D12'],
});
export type AssignMatterInput = Input<typeof assignMatter>;
