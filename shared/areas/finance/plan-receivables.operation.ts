import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { receivableKinds } from './kinds.ts';

/** Sets when the rest of the price is paid, in as many parts as the two sides have agreed. */
export const planReceivables = defineOperation({
  name: 'receivable.plan',
  area: 'finance',
  label: label('调整付款计划', 'Plan payments'),
  handler: 'plan-receivables',
  on: 'collection',
  input: {
    contract: f.ref('contract', '合同', 'Contract'),
    parts: f.rows('付款计划', 'Parts', {
      kind: f.choice('款项', 'Kind', { housePrice: receivableKinds.housePrice, loan: receivableKinds.loan }),
      amount: f.money('金额', 'Amount'),
      dueOn: f.date('应付日', 'Due on'),
    }),
    basis: f.text('依据', 'Basis', { most: 300 }),
  },
  allow: cashiers,
  reads: ['contract', 'receivable'],
  writes: ['receivable'],
  source: ['E8', 'F11'],
});
export type PlanReceivablesInput = Input<typeof planReceivables>;
