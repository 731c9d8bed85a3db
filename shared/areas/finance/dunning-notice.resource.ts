import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { callers, moneyReaders } from './finance-posts.ts';

/** 《催交款通知书》: what is overdue, with the damages so far, and by when to pay. */
export const dunningNotice = defineResource({
  name: 'dunningNotice',
  area: 'finance',
  idPrefix: 'dun',
  label: label('催交款通知书', 'Dunning notice'),
  fields: {
    number: f.serial('通知书编号', 'Notice no.', 'CJ-{year}-{project}-{seq:5}', { source: 'F1' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    receivable: f.ref('receivable', '应收款', 'Receivable', { isOwned: true }),
    dueOn: f.date('应付日', 'Due on', { isOwned: true }),
    unpaid: f.money('欠款', 'Unpaid', { isOwned: true }),
    damages: f.money('截至通知日违约金', 'Damages so far', { isOwned: true, source: 'F8' }),
    basis: f.text('违约金依据', 'Basis of damages', { isOwned: true, most: 300 }),
    issuedOn: f.date('通知日', 'Issued on', { isOwned: true }),
    payBy: f.date('限期缴纳日', 'Pay by', { isOwned: true }),
    servedOn: f.date('送达日', 'Served on', { optional: true }),
    remark: f.note('备注', 'Remarks', { optional: true }),
  },
  title: 'number',
  list: ['number', 'project', 'contract', 'customer', 'dueOn', 'unpaid', 'damages', 'issuedOn', 'payBy'],
  indexes: {
    byProject: { partition: ['project'], sort: ['issuedOn', 'number'] },
    byContract: { partition: ['contract'], sort: ['issuedOn', 'number'] },
    byReceivable: { partition: ['receivable'], sort: ['issuedOn', 'number'] },
  },
  unique: { day: { fields: ['receivable', 'issuedOn'], isKey: true } },
  access: { read: moneyReaders, create: nobody, update: callers, remove: nobody },
  states: {
    initial: 'issued',
    all: {
      issued: { ...label('已签发', 'Issued'), tone: 'busy' },
      served: { ...label('已送达', 'Served'), tone: 'good' },
      withdrawn: { ...label('已撤回', 'Withdrawn'), tone: 'neutral' },
    },
    transitions: {
      serve: { label: label('登记送达', 'Mark served'), from: ['issued'], to: 'served', allow: callers },
      withdraw: { label: label('撤回', 'Withdraw'), from: ['issued'], to: 'withdrawn', allow: callers, kind: 'exception', isReasonNeeded: true },
    },
  },
  retention: 'contract',
  source: ['F1', 'F13'],
});
export type DunningNotice = Item<typeof dunningNotice>;
