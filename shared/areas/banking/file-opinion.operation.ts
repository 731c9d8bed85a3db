import { either, inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The law firm has read the papers and says whether they may be signed. */
export const fileOpinion = defineOperation({
  name: 'signingMatter.fileOpinion',
  area: 'banking',
  label: label('提交律师意见', 'File the opinion'),
  handler: 'file-opinion',
  on: 'record',
  input: { isFavourable: f.flag('同意签署', 'Favourable'), opinion: f.note('意见', 'Opinion'), opinedOn: f.date('意见日', 'Opinion on') },
  allow: either(customerDesk, inOwnProject('legal')),
  from: ['assigned', 'opined'],
  reads: ['signingMatter'],
  writes: ['signingMatter'],
  source: ['D12'],
});
export type FileOpinionInput = Input<typeof fileOpinion>;
