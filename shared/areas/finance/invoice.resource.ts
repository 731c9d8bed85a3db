import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { personalDataReaders } from '../posts.ts';
import { moneyReaders } from './finance-posts.ts';
import { payerField } from './payer-field.ts';

/** 发票: made out by finance for money that is in the ledger, and collected by the buyer. One for each posting, until it is void or red-lettered. */
export const invoice = defineResource({
  name: 'invoice',
  area: 'finance',
  idPrefix: 'inv',
  label: label('发票', 'Invoice'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    receipt: f.ref('receipt', '收款凭证', 'Posting', { isOwned: true, source: 'F15' }),
    number: f.text('发票号码', 'Invoice no.', { isOwned: true, most: 60 }),
    amount: f.money('金额', 'Amount', { isOwned: true }),
    issuedOn: f.date('开票日', 'Issued on', { isOwned: true }),
    collectedOn: f.date('领取日', 'Collected on', { optional: true, isOwned: true, source: 'F15' }),
    collector: payerField({ optional: true, isOwned: true, zh: '领取人', en: 'Collected by' }),
    redNumber: f.text('红字发票号码', 'Red-letter invoice no.', { optional: true, isOwned: true, most: 60 }),
    redOn: f.date('红冲日', 'Red-lettered on', { optional: true, isOwned: true }),
  },
  title: 'number',
  list: ['project', 'contract', 'customer', 'number', 'amount', 'issuedOn', 'collectedOn'],
  indexes: {
    byProject: { partition: ['project'], sort: ['issuedOn'] },
    byStatus: { partition: ['project', 'status'], sort: ['issuedOn'] },
    byContract: { partition: ['contract'], sort: ['issuedOn'] },
  },
  unique: { number: { fields: ['number'] }, receipt: { fields: ['receipt'], while: ['issued', 'collected'] }, red: { fields: ['redNumber'] } },
  access: { read: moneyReaders, create: nobody, update: nobody, remove: nobody },
  reveal: personalDataReaders,
  states: {
    initial: 'issued',
    all: {
      issued: { ...label('已开票', 'Issued'), tone: 'busy' },
      collected: { ...label('已领取', 'Collected'), tone: 'good' },
      void: { ...label('已作废', 'Void'), tone: 'bad' },
      red: { ...label('已红冲', 'Red-lettered'), tone: 'bad' },
    },
    moves: [
      { from: ['issued'], to: 'collected', by: 'invoice.collect' },
      { from: ['issued'], to: 'void', by: 'invoice.void' },
      { from: ['issued', 'collected'], to: 'red', by: 'invoice.void' },
      { from: ['issued', 'collected'], to: 'red', by: 'receipt.reverse' },
    ],
    transitions: {},
  },
  retention: 'contract',
  source: ['F15'],
});
export type Invoice = Item<typeof invoice>;
