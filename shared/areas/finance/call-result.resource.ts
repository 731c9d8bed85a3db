import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** 《客户回馈情况表》: what a buyer said when called about what is due. */
export const callResult = defineResource({
  name: 'callResult',
  area: 'finance',
  idPrefix: 'cal',
  label: label('客户回馈情况表', 'Call result'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    receivable: f.ref('receivable', '应收款', 'Receivable', { isOwned: true }),
    calledOn: f.date('通知日', 'Called on', { isOwned: true }),
    calledBy: f.ref('employee', '通知人', 'Called by', { isOwned: true }),
    answer: f.choice(
      '回馈',
      'Answer',
      {
        willPay: label('承诺按期付款', 'Will pay'),
        promisesLater: label('承诺改期付款', 'Promises a later day'),
        wantsDeferral: label('申请延期', 'Asks for a deferral'),
        refuses: label('拒绝付款', 'Refuses'),
        notReached: label('未接通', 'Not reached'),
        wrongNumber: label('号码有误', 'Wrong number'),
      },
      { isOwned: true, source: 'F7' },
    ),
    promisedOn: f.date('承诺付款日', 'Promised for', { optional: true, isOwned: true }),
    note: f.note('回馈情况', 'What was said', { optional: true, isOwned: true }),
  },
  title: 'answer',
  list: ['project', 'contract', 'customer', 'receivable', 'calledOn', 'calledBy', 'answer', 'promisedOn'],
  indexes: {
    byProject: { partition: ['project'], sort: ['calledOn', 'createdAt'] },
    byContract: { partition: ['contract'], sort: ['calledOn', 'createdAt'] },
    byReceivable: { partition: ['receivable'], sort: ['calledOn', 'createdAt'] },
  },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  retention: 'contract',
  source: ['F7', 'F11'],
});
export type CallResult = Item<typeof callResult>;
