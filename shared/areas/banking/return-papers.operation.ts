import { either, inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The law firm hands the papers to the bank, and the matter is closed. */
export const returnPapers = defineOperation({
  name: 'signingMatter.returnPapers',
  area: 'banking',
  label: label('文件交银行', 'Papers handed over'),
  handler: 'return-papers',
  on: 'record',
  input: { on: f.date('交接日', 'Handed on'), items: f.text('文件', 'Papers'), receiver: f.text('接收人', 'Received by', { most: 60 }) },
  allow: either(customerDesk, inOwnProject('legal')),
  from: ['taken'],
  reads: ['signingMatter'],
  writes: ['signingMatter'],
  source: ['D12'],
});
export type ReturnPapersInput = Input<typeof returnPapers>;
