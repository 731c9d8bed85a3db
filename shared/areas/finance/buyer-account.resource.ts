import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { moneyReaders } from './finance-posts.ts';

/** 往来账户: what the ledger holds of one contract's money. Every posting moves it, so two that race cannot both count on the same balance. */
export const buyerAccount = defineResource({
  name: 'buyerAccount',
  area: 'finance',
  idPrefix: 'bac',
  label: label('客户往来账户', 'Buyer account'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    bankDeposit: f.money('实收余额', 'Received', { isOwned: true }),
    contractLiability: f.money('房款', 'House price', { isOwned: true }),
    collectedOnBehalf: f.money('代收税费', 'Taxes and funds', { isOwned: true }),
    handoverFees: f.money('收楼费用', 'Hand-over fees', { isOwned: true }),
    damagesIncome: f.money('违约金', 'Damages', { isOwned: true }),
    deposit: f.money('定金', 'Deposit', { isOwned: true }),
    overpayment: f.money('多收款', 'Overpayment', { isOwned: true }),
  },
  title: 'contract',
  list: ['project', 'contract', 'customer', 'bankDeposit', 'contractLiability', 'deposit', 'overpayment'],
  indexes: { byProject: { partition: ['project'], sort: ['createdAt'] } },
  unique: { contract: { fields: ['contract'], isKey: true } },
  access: { read: moneyReaders, create: nobody, update: nobody, remove: nobody },
  retention: 'contract',
  source: ['F3', 'F16'],
});
export type BuyerAccount = Item<typeof buyerAccount>;
