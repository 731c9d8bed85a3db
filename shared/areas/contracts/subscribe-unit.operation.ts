import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { siteSales } from '../posts.ts';
import { paymentMethods } from './payment-methods.ts';

/** Takes an order: holds the unit, uses up a stamped blank, makes the contract draft and starts the filing flow, all at once. */
export const subscribeUnit = defineOperation({
  name: 'subscription.subscribe',
  area: 'contracts',
  label: label('认购', 'Subscribe'),
  handler: 'subscribe-unit',
  on: 'collection',
  input: {
    unit: f.ref('unit', '房源', 'Unit'),
    customer: f.ref('customer', '买受人', 'Buyer'),
    price: f.money('成交价', 'Price', { help: label('不填则按公布价格', 'The list price unless given'), optional: true }),
    deposit: f.money('定金', 'Deposit'),
    paymentMethod: f.choice('付款方式', 'Payment method', paymentMethods),
    blank: f.ref('stampedBlank', '盖章空白认购书', 'Stamped blank'),
    subscribedOn: f.date('认购日', 'Subscribed on'),
  },
  allow: siteSales,
  reads: ['unit', 'customer', 'project', 'stampedBlank', 'setting'],
  writes: ['subscription', 'contract', 'unit', 'customer', 'stampedBlank'],
  source: ['C2', 'C9', 'C21', 'S4'],
});
export type SubscribeUnitInput = Input<typeof subscribeUnit>;
