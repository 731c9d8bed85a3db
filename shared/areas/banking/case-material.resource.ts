import { either, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { lender } from './outside.ts';

/** 按揭资料: one paper of a case that a bank wants, from its list or asked for later. */
export const caseMaterial = defineResource({
  name: 'caseMaterial',
  area: 'banking',
  idPrefix: 'mat',
  label: label('按揭资料', 'Case material'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    mortgageCase: f.ref('mortgageCase', '按揭案件', 'Mortgage case', { isOwned: true }),
    loan: f.ref('loan', '贷款', 'Loan', { isOwned: true }),
    bank: f.ref('bank', '银行', 'Bank', { isOwned: true }),
    code: f.text('代码', 'Code', { most: 40, isOwned: true }),
    name: f.text('名称', 'Name', { most: 60, isOwned: true, source: 'G3' }),
    copies: f.count('份数', 'Copies', { least: 1, most: 20, isOwned: true }),
    askedBy: f.choice(
      '来源',
      'Asked by',
      { list: label('银行清单', 'The list of the bank'), bank: label('银行补充要求', 'The bank, later') },
      { isOwned: true },
    ),
    scans: f.refs('scan', '扫描件', 'Scans', { optional: true, isOwned: true, source: 'G6' }),
    givenOn: f.date('收到日', 'Given on', { optional: true, isOwned: true }),
    reason: f.note('退回原因', 'Why rejected', { optional: true, isOwned: true }),
  },
  title: 'name',
  list: ['project', 'mortgageCase', 'loan', 'bank', 'code', 'name', 'copies', 'givenOn'],
  indexes: {
    byCase: { partition: ['mortgageCase'], sort: ['code'] },
    byLoan: { partition: ['loan'], sort: ['code'] },
    byProject: { partition: ['project', 'status'], sort: ['createdAt'] },
  },
  unique: { code: { fields: ['loan', 'code'], isKey: true } },
  access: { read: either(staff, lender(['given', 'accepted', 'rejected'])), create: nobody, update: nobody, remove: nobody },
  states: {
    initial: 'missing',
    all: {
      missing: { ...label('待交', 'Missing'), tone: 'warn' },
      given: { ...label('已交', 'Given'), tone: 'busy' },
      accepted: { ...label('已认可', 'Accepted'), tone: 'good' },
      rejected: { ...label('已退回', 'Rejected'), tone: 'bad' },
    },
    moves: [
      { from: ['missing', 'rejected'], to: 'given', by: 'caseMaterial.give' },
      { from: ['given'], to: 'accepted', by: 'caseMaterial.judge' },
      { from: ['given'], to: 'rejected', by: 'caseMaterial.judge' },
    ],
    transitions: {},
  },
  retention: 'contract',
  source: ['C22', 'G3', 'G6'],
});
export type CaseMaterial = Item<typeof caseMaterial>;
