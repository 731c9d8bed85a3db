import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { personalDataReaders } from '../posts.ts';
import { moneyReaders } from './finance-posts.ts';
import { entries, moneyKinds, sheets } from './kinds.ts';
import { lineColumns } from './ledger-line.ts';
import { payerField } from './payer-field.ts';

/** 记账凭证: money that moved, in double entry. It never changes; a wrong one is reversed by another, once. */
export const receipt = defineResource({
  name: 'receipt',
  area: 'finance',
  idPrefix: 'rct',
  label: label('收款凭证', 'Posting'),
  fields: {
    number: f.serial('凭证号', 'Posting no.', 'SK-{year}-{project}-{seq:6}', { source: 'F3' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true }),
    entry: f.choice('业务', 'Entry', entries, { isOwned: true }),
    kind: f.choice('款项', 'Kind', moneyKinds, { isOwned: true }),
    sheet: f.choice('所属明细表', 'Statement', sheets, { optional: true, isOwned: true }),
    receivedOn: f.date('到账日', 'Received on', { isOwned: true }),
    amount: f.money('金额', 'Amount', { isOwned: true }),
    bank: f.ref('bank', '银行', 'Bank', { optional: true, isOwned: true, source: 'F12' }),
    serial: f.text('银行流水号', 'Bank serial no.', { optional: true, isOwned: true, most: 60 }),
    payer: payerField({ optional: true, isOwned: true }),
    lines: f.rows('分录', 'Entries', lineColumns, { isOwned: true }),
    reverses: f.ref('receipt', '冲销凭证', 'Reverses', { optional: true, isOwned: true }),
    note: f.text('摘要', 'Note', { optional: true, isOwned: true, most: 300 }),
  },
  title: 'number',
  list: ['number', 'project', 'contract', 'customer', 'entry', 'kind', 'receivedOn', 'amount', 'bank', 'serial', 'payer'],
  indexes: {
    byProject: { partition: ['project'], sort: ['receivedOn', 'number'] },
    bySheet: { partition: ['project', 'sheet'], sort: ['receivedOn', 'number'] },
    byContract: { partition: ['contract'], sort: ['receivedOn', 'number'] },
    byBank: { partition: ['project', 'bank'], sort: ['receivedOn', 'number'], while: ['posted'] },
  },
  unique: { serial: { fields: ['bank', 'serial'], while: ['posted'] }, reverses: { fields: ['reverses'] } },
  access: { read: moneyReaders, create: nobody, update: nobody, remove: nobody },
  reveal: personalDataReaders,
  states: {
    initial: 'posted',
    all: { posted: { ...label('已入账', 'Posted'), tone: 'good' }, reversed: { ...label('已冲销', 'Reversed'), tone: 'neutral' } },
    moves: [{ from: ['posted'], to: 'reversed', by: 'receipt.reverse' }],
    transitions: {},
  },
  retention: 'contract',
  source: ['F3', 'F4', 'F5', 'F6', 'F8', 'F9', 'F12'],
});
export type Receipt = Item<typeof receipt>;
