import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { personalDataReaders } from '../posts.ts';
import { moneyReaders } from './finance-posts.ts';
import { moneyKinds } from './kinds.ts';
import { payerField } from './payer-field.ts';
import { refundStates } from './refund-states.ts';

/** 退款申请单: money that is to go back to a buyer. Who files it is not who approves it, and nothing is posted before. */
export const refund = defineResource({
  name: 'refund',
  area: 'finance',
  idPrefix: 'rfd',
  label: label('退款申请单', 'Refund'),
  fields: {
    number: f.serial('申请编号', 'Application no.', 'TK-{year}-{project}-{seq:5}', { source: 'C13' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    kind: f.choice('款项', 'Kind', moneyKinds, { isOwned: true }),
    amount: f.money('退款金额', 'Amount', { isOwned: true }),
    payee: payerField({ optional: true, isOwned: true, zh: '收款人', en: 'Payee' }),
    reason: f.note('退款原因', 'Reason', { isOwned: true }),
    appliedBy: f.ref('employee', '经办人', 'Filed by', { isOwned: true }),
    appliedOn: f.date('申请日', 'Applied on', { isOwned: true }),
    decidedBy: f.ref('employee', '审批人', 'Decided by', { optional: true, isOwned: true }),
    decidedOn: f.date('审批日', 'Decided on', { optional: true, isOwned: true }),
    opinion: f.note('审批意见', 'Opinion', { optional: true, isOwned: true }),
    receipt: f.ref('receipt', '退款凭证', 'Posting', { optional: true, isOwned: true }),
  },
  title: 'number',
  list: ['number', 'project', 'contract', 'customer', 'kind', 'amount', 'appliedOn', 'receipt'],
  indexes: {
    byProject: { partition: ['project'], sort: ['appliedOn', 'number'] },
    byStatus: { partition: ['project', 'status'], sort: ['appliedOn', 'number'] },
    byContract: { partition: ['contract'], sort: ['appliedOn', 'number'] },
  },
  unique: { receipt: { fields: ['receipt'], while: ['paid'] } },
  access: { read: moneyReaders, create: nobody, update: nobody, remove: nobody },
  reveal: personalDataReaders,
  states: refundStates,
  retention: 'contract',
  source: ['C12', 'C13', 'C14', 'F17'],
});
export type Refund = Item<typeof refund>;
