import { either, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { leaders } from '../posts.ts';
import { cashiers, statementReaders } from './finance-posts.ts';
import { directions } from './imported-line.ts';
import { lineStates, resolutions } from './line-states.ts';
import { payerField } from './payer-field.ts';

/** 对账明细: one movement of the bank beside the posting it belongs to, or a posting that the bank does not have. */
export const statementLine = defineResource({
  name: 'statementLine',
  area: 'finance',
  idPrefix: 'stl',
  label: label('对账明细', 'Statement line'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    bank: f.ref('bank', '银行', 'Bank', { isOwned: true }),
    statement: f.ref('bankStatement', '对账单', 'Statement', { isOwned: true }),
    name: f.text('明细', 'Line', { isOwned: true, most: 120 }),
    identity: f.text('行标识', 'Identity', { isOwned: true, most: 100 }),
    row: f.count('文件行号', 'Row of the file', { optional: true, isOwned: true }),
    bookedOn: f.date('交易日', 'Booked on', { isOwned: true }),
    direction: f.choice('方向', 'Direction', directions, { isOwned: true }),
    amount: f.money('金额', 'Amount', { isOwned: true }),
    serial: f.text('流水号', 'Serial no.', { optional: true, isOwned: true, most: 60 }),
    payer: payerField({ optional: true, isOwned: true, zh: '对方户名', en: 'Counterparty' }),
    purpose: f.text('摘要', 'Purpose', { optional: true, isOwned: true }),
    receipt: f.ref('receipt', '收款凭证', 'Posting', { optional: true, isOwned: true }),
    candidates: f.refs('receipt', '可能的凭证', 'Possible postings', { optional: true, isOwned: true }),
    resolution: f.choice('处理', 'Resolution', resolutions, { optional: true, isOwned: true }),
    note: f.note('处理说明', 'Note', { optional: true, isOwned: true }),
  },
  title: 'name',
  list: ['project', 'bank', 'statement', 'name', 'identity', 'bookedOn', 'direction', 'amount', 'serial', 'payer', 'receipt'],
  indexes: {
    byStatement: { partition: ['statement'], sort: ['bookedOn', 'row'] },
    byStatus: { partition: ['project', 'status'], sort: ['bookedOn'] },
  },
  unique: { identity: { fields: ['project', 'bank', 'identity'], isKey: true }, receipt: { fields: ['receipt'], while: ['matched', 'resolved'] } },
  access: { read: statementReaders, create: nobody, update: nobody, remove: nobody },
  reveal: either(leaders, cashiers),
  states: lineStates,
  source: ['F12', 'F16', 'G5'],
});
export type StatementLine = Item<typeof statementLine>;
