import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { receivableKinds } from './kinds.ts';
import { receivableStates } from './receivable-states.ts';

const paymentColumns = { on: f.date('日期', 'On'), amount: f.money('金额', 'Amount'), receipt: f.ref('receipt', '凭证', 'Posting') };
/** Damages are not counted after the one day up to the other. */
const pauseColumns = { after: f.date('批准日', 'Granted on'), until: f.date('延至', 'Until') };
const [plan, course] = [label('应收', 'Due'), label('收款情况', 'Payment')];

/** 应收款: one amount that a buyer, or the buyer's bank, has to pay by a day. `paid` is what postings have put on it. */
export const receivable = defineResource({
  name: 'receivable',
  area: 'finance',
  idPrefix: 'rcv',
  label: label('应收款', 'Receivable'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true, group: plan }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true, group: plan }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true, group: plan }),
    kind: f.choice('款项', 'Kind', receivableKinds, { isOwned: true, group: plan }),
    sequence: f.count('期次', 'Instalment', { isOwned: true, group: plan }),
    dueOn: f.date('应付日', 'Due on', { isOwned: true, group: plan, source: 'F11' }),
    amount: f.money('应收金额', 'Amount', { isOwned: true, group: plan }),
    basis: f.text('依据', 'Basis', { optional: true, isOwned: true, most: 300, group: plan }),
    of: f.ref('receivable', '所属应收款', 'Damages on', { optional: true, isOwned: true, group: plan, source: 'F8' }),
    paid: f.money('已收金额', 'Paid', { isOwned: true, group: course }),
    payments: f.rows('收款明细', 'Payments', paymentColumns, { optional: true, isOwned: true, group: course }),
    firstDueOn: f.date('原应付日', 'First due on', { optional: true, isOwned: true, group: course, source: 'F2' }),
    deferrals: f.count('延期次数', 'Deferrals', { optional: true, isOwned: true, group: course, source: 'F2' }),
    damagesFrom: f.date('违约金起算应付日', 'Damages counted from', { optional: true, isOwned: true, group: course, source: 'F2' }),
    pauses: f.rows('延期停计', 'Deferred', pauseColumns, { optional: true, isOwned: true, group: course, source: 'F2' }),
    damagesCharged: f.money('已计违约金', 'Damages charged', { optional: true, isOwned: true, group: course, source: 'F8' }),
    damagesUntil: f.date('违约金计至', 'Damages charged until', { optional: true, isOwned: true, group: course, source: 'F8' }),
  },
  title: 'kind',
  list: ['project', 'contract', 'customer', 'kind', 'sequence', 'dueOn', 'amount', 'paid'],
  indexes: {
    byProject: { partition: ['project'], sort: ['dueOn'] },
    byDue: { partition: ['project'], sort: ['dueOn'], while: ['open', 'partlyPaid'] },
    byContract: { partition: ['contract'], sort: ['dueOn', 'kind', 'sequence'] },
    byKind: { partition: ['project', 'kind'], sort: ['dueOn'] },
  },
  unique: { sequence: { fields: ['contract', 'kind', 'sequence'], isKey: true } },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  states: receivableStates,
  retention: 'contract',
  source: ['F3', 'F4', 'F8', 'F11', 'F13'],
});
export type Receivable = Item<typeof receivable>;
