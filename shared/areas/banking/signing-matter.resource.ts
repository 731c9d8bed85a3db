import { either, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { documentClasses, signingModes } from './document-classes.ts';
import { lawyer, lender } from './outside.ts';
import { openMatter, signingMatterStates } from './signing-matter-states.ts';

/** 面签事项: the signing of a loan's papers as a law firm sees to it (D12). */
export const signingMatter = defineResource({
  name: 'signingMatter',
  area: 'banking',
  idPrefix: 'sgm',
  label: label('面签事项', 'Signing matter'),
  fields: {
    number: f.text('事项编号', 'Matter no.', { isOwned: true, most: 40 }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    mortgageCase: f.ref('mortgageCase', '按揭案件', 'Mortgage case', { isOwned: true }),
    loan: f.ref('loan', '贷款', 'Loan', { isOwned: true }),
    bank: f.ref('bank', '银行', 'Bank', { isOwned: true }),
    lawFirm: f.ref('lawFirm', '律师事务所', 'Law firm', { isOwned: true, source: 'D12' }),
    documents: f.choices('可查阅文件', 'Documents it may see', documentClasses, { isOwned: true }),
    assignedOn: f.date('委派日', 'Assigned on', { isOwned: true }),
    isFavourable: f.flag('意见为同意', 'Opinion is favourable', { optional: true, isOwned: true }),
    opinion: f.note('律师意见', 'Opinion', { optional: true, isOwned: true, source: 'D12' }),
    opinedOn: f.date('意见日', 'Opinion on', { optional: true, isOwned: true }),
    mode: f.choice('签署方式', 'Mode', signingModes, { optional: true, isOwned: true, source: 'D12' }),
    confirmedOn: f.date('签署确认日', 'Signing confirmed on', { optional: true, isOwned: true, source: 'D12' }),
    papers: f.rows(
      '文件交接',
      'Papers',
      {
        on: f.date('日期', 'Date'),
        to: f.choice('接收方', 'To', { lawFirm: label('律师事务所', 'Law firm'), bank: label('银行', 'Bank') }),
        items: f.text('文件', 'Papers'),
        receiver: f.text('接收人', 'Received by', { most: 60 }),
      },
      { isOwned: true, source: 'D12' },
    ),
  },
  title: 'number',
  list: ['number', 'project', 'mortgageCase', 'loan', 'bank', 'lawFirm', 'assignedOn', 'confirmedOn'],
  indexes: {
    byProject: { partition: ['project'], sort: ['number'] },
    byLawFirm: { partition: ['lawFirm', 'status'], sort: ['number'] },
    byLoan: { partition: ['loan'], sort: ['number'] },
    openByLawFirm: { partition: ['lawFirm'], sort: ['number'], while: openMatter },
  },
  unique: { live: { fields: ['loan'], while: openMatter } },
  access: { read: either(staff, lawyer(['assigned', 'opined', 'confirmed', 'taken']), lender()), create: nobody, update: nobody, remove: nobody },
  states: signingMatterStates,
  retention: 'contract',
  source: ['D12'],
});
export type SigningMatter = Item<typeof signingMatter>;
