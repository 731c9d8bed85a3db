import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { callers, moneyReaders } from './finance-posts.ts';

/** 《延期付款申请表》: a buyer asks for a later day; somebody other than who files it decides. */
export const deferral = defineResource({
  name: 'deferral',
  area: 'finance',
  idPrefix: 'dfr',
  label: label('延期付款申请表', 'Deferral'),
  fields: {
    number: f.serial('申请编号', 'Application no.', 'YQ-{year}-{project}-{seq:5}', { source: 'F2' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    receivable: f.ref('receivable', '应收款', 'Receivable', { isOwned: true }),
    amount: f.money('延期金额', 'Amount', { isOwned: true }),
    dueOn: f.date('原应付日', 'Due on', { isOwned: true }),
    laterOn: f.date('申请延至', 'Deferred until', { isOwned: true }),
    damages: f.money('截至申请日违约金', 'Damages so far', { isOwned: true, source: 'F8' }),
    isDamagesWaived: f.flag('免除此前违约金', 'Damages so far waived', { optional: true, isOwned: true, source: 'F8' }),
    reason: f.note('延期原因', 'Reason', { isOwned: true }),
    appliedBy: f.ref('employee', '经办人', 'Filed by', { isOwned: true }),
    appliedOn: f.date('申请日', 'Applied on', { isOwned: true }),
    decidedBy: f.ref('employee', '审批人', 'Decided by', { optional: true, isOwned: true }),
    decidedOn: f.date('审批日', 'Decided on', { optional: true, isOwned: true }),
    opinion: f.note('审批意见', 'Opinion', { optional: true, isOwned: true }),
  },
  title: 'number',
  list: ['number', 'project', 'contract', 'customer', 'amount', 'dueOn', 'laterOn', 'appliedOn'],
  indexes: {
    byProject: { partition: ['project'], sort: ['appliedOn', 'number'] },
    byStatus: { partition: ['project', 'status'], sort: ['appliedOn', 'number'] },
    byReceivable: { partition: ['receivable'], sort: ['appliedOn', 'number'] },
  },
  unique: { pending: { fields: ['receivable'], while: ['applied'] } },
  access: { read: moneyReaders, create: nobody, update: nobody, remove: nobody },
  states: {
    initial: 'applied',
    all: {
      applied: { ...label('待审批', 'Applied'), tone: 'busy' },
      approved: { ...label('已批准', 'Approved'), tone: 'good' },
      refused: { ...label('未批准', 'Refused'), tone: 'bad' },
      withdrawn: { ...label('已撤回', 'Withdrawn'), tone: 'neutral' },
    },
    moves: [
      { from: ['applied'], to: 'approved', by: 'deferral.decide' },
      { from: ['applied'], to: 'refused', by: 'deferral.decide' },
    ],
    transitions: {
      withdraw: { label: label('撤回', 'Withdraw'), from: ['applied'], to: 'withdrawn', allow: callers, kind: 'exception', isReasonNeeded: true },
    },
  },
  retention: 'contract',
  source: ['F2'],
});
export type Deferral = Item<typeof deferral>;
