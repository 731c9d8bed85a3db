import { either, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { disbursementStates } from './disbursement-states.ts';
import { currencies } from './loan-kinds.ts';
import { lender } from './outside.ts';

/** 放款: one release of a loan, from the bank's report to the reconciled account (F14–F16). */
export const disbursement = defineResource({
  name: 'disbursement',
  area: 'banking',
  idPrefix: 'dis',
  label: label('放款', 'Disbursement'),
  fields: {
    serial: f.text('银行流水号', 'Bank serial no.', { isOwned: true, most: 60, source: 'F14' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    mortgageCase: f.ref('mortgageCase', '按揭案件', 'Mortgage case', { isOwned: true }),
    loan: f.ref('loan', '贷款', 'Loan', { isOwned: true }),
    bank: f.ref('bank', '银行', 'Bank', { isOwned: true }),
    amount: f.money('放款金额', 'Amount', { isOwned: true, source: 'F9' }),
    currency: f.choice('币种', 'Currency', currencies, { isOwned: true }),
    valueOn: f.date('起息日', 'Value date', { isOwned: true, source: 'F9' }),
    slip: f.ref('scan', '放款回执', 'Release slip', { optional: true, isOwned: true, source: 'F14' }),
    bookedOn: f.date('入账日', 'Booked on', { optional: true, isOwned: true, source: 'F14' }),
    receipt: f.ref('receipt', '记账凭证', 'Posting', { optional: true, isOwned: true, source: 'F9' }),
    invoice: f.ref('invoice', '到账发票', 'Invoice', { optional: true, isOwned: true, source: 'F15' }),
    collectedOn: f.date('发票领取日', 'Invoice collected on', { optional: true, isOwned: true, source: 'F15' }),
    receiver: f.text('发票领取人', 'Collected by', { optional: true, isOwned: true, most: 60 }),
    round: f.count('核对轮次', 'Round', { optional: true, isOwned: true, help: label('核对后冲销重来', 'Counts reversals after the reconciliation') }),
    reconciledOn: f.date('核对日', 'Reconciled on', { optional: true, isOwned: true, source: 'F16' }),
  },
  title: 'serial',
  list: ['serial', 'project', 'mortgageCase', 'loan', 'bank', 'amount', 'valueOn', 'bookedOn'],
  indexes: {
    byProject: { partition: ['project'], sort: ['valueOn'] },
    byLoan: { partition: ['loan'], sort: ['valueOn'] },
    byBank: { partition: ['bank'], sort: ['valueOn'] },
    byCase: { partition: ['mortgageCase'], sort: ['valueOn'] },
  },
  unique: { serial: { fields: ['bank', 'serial'], isKey: true } },
  access: { read: either(staff, lender()), create: nobody, update: nobody, remove: nobody },
  states: disbursementStates,
  retention: 'contract',
  source: ['F9', 'F14', 'F15', 'F16', 'G5'],
});
export type Disbursement = Item<typeof disbursement>;
