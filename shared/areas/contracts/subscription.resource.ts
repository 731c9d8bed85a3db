import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { siteSales, staff } from '../posts.ts';
import { paymentMethods } from './payment-methods.ts';

/** 认购书: the order that holds a unit until the contract is signed. One unit has at most one that is active or signed. */
export const subscription = defineResource({
  name: 'subscription',
  area: 'contracts',
  idPrefix: 'sub',
  label: label('认购书', 'Subscription'),
  fields: {
    number: f.serial('认购书编号', 'Subscription no.', 'RG-{year}-{project}-{seq:5}', { source: 'C9' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    unit: f.ref('unit', '房源', 'Unit', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    price: f.money('成交价', 'Price', { isOwned: true }),
    deposit: f.money('定金', 'Deposit', { isOwned: true, source: 'C2' }),
    paymentMethod: f.choice('付款方式', 'Payment method', paymentMethods, { isOwned: true }),
    subscribedOn: f.date('认购日', 'Subscribed on', { isOwned: true }),
    signFrom: f.date('可签约日', 'Sign from', { isOwned: true, source: 'C21' }),
    signBy: f.date('应签约日', 'Sign by', { isOwned: true, source: 'C21' }),
    isProvisional: f.flag('期限为暂定', 'Due date is provisional', { optional: true, isOwned: true }),
    blank: f.ref('stampedBlank', '盖章空白认购书', 'Stamped blank', { isOwned: true, source: 'D7' }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    remark: f.note('备注', 'Remarks', { optional: true }),
  },
  title: 'number',
  list: ['number', 'project', 'unit', 'customer', 'price', 'subscribedOn', 'signBy'],
  indexes: {
    byProject: { partition: ['project'], sort: ['subscribedOn', 'number'] },
    byUnit: { partition: ['unit'], sort: ['subscribedOn'] },
    byCustomer: { partition: ['customer'], sort: ['subscribedOn'] },
  },
  unique: { activeUnit: { fields: ['unit'], while: ['active', 'signed'] } },
  access: { read: staff, create: nobody, update: siteSales, remove: nobody },
  states: {
    initial: 'active',
    all: {
      active: { ...label('有效', 'Active'), tone: 'busy' },
      signed: { ...label('已签约', 'Signed'), tone: 'good' },
      void: { ...label('已作废', 'Void'), tone: 'bad' },
    },
    moves: [
      { from: ['active'], to: 'signed', by: 'contract.sign' },
      { from: ['active', 'signed'], to: 'void', by: 'contract.void' },
    ],
    transitions: {},
  },
  retention: 'contract',
  source: ['C2', 'C9', 'C21'],
});
export type Subscription = Item<typeof subscription>;
