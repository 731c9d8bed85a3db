import { either, inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The law firm takes the signed papers. */
export const passPapers = defineOperation({
  name: 'signingMatter.passPapers',
  area: 'banking',
  label: label('律师领取文件', 'Papers taken'),
  handler: 'pass-papers',
  on: 'record',
  input: { on: f.date('交接日', 'Handed on'), items: f.text('文件', 'Papers'), receiver: f.text('接收人', 'Received by', { most: 60 }) },
  allow: either(customerDesk, inOwnProject('legal')),
  from: ['confirmed'],
  reads: ['signingMatter'],
  writes: ['signingMatter'],
  source: ['D12'],
});
export type PassPapersInput = Input<typeof passPapers>;
