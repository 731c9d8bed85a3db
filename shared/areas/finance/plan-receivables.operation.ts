import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { receivableKinds } from './kinds.ts';

const ownColumns = {
  kind: f.choice('款项', 'Kind', { housePrice: receivableKinds.housePrice, loan: receivableKinds.loan }),
  amount: f.money('金额', 'Amount'),
  dueOn: f.date('应付日', 'Due on'),
};

/** Sets when the rest of the price is paid: by one of the office’s plans, or in as many parts as the two sides have agreed. */
export const planReceivables = defineOperation({
  name: 'receivable.plan',
  area: 'finance',
  label: label('调整付款计划', 'Plan payments'),
  handler: 'plan-receivables',
  on: 'collection',
  input: {
    contract: f.ref('contract', '合同', 'Contract'),
    plan: f.ref('paymentPlan', '付款方案', 'Payment plan', {
      optional: true,
      help: label('选用方案，或自行填写各期', 'Choose a plan, or enter the parts yourself'),
    }),
    parts: f.rows('自定各期', 'Own parts', ownColumns, { optional: true }),
    basis: f.text('依据', 'Basis', { optional: true, most: 300, help: label('自定各期时必填', 'Needed for own parts') }),
  },
  allow: cashiers,
  reads: ['contract', 'receivable', 'paymentPlan'],
  writes: ['receivable'],
  source: ['E8', 'F11'],
});
export type PlanReceivablesInput = Input<typeof planReceivables>;
