import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { receivableKinds } from './kinds.ts';

/** A tax, the maintenance fund or a hand-over fee that the buyer has to pay (F5, F6). */
export const chargeFee = defineOperation({
  name: 'receivable.charge',
  area: 'finance',
  label: label('登记应收税费', 'Charge a fee'),
  handler: 'charge-fee',
  on: 'collection',
  input: {
    contract: f.ref('contract', '合同', 'Contract'),
    kind: f.choice('款项', 'Kind', { tax: receivableKinds.tax, maintenanceFund: receivableKinds.maintenanceFund, handoverFee: receivableKinds.handoverFee }),
    amount: f.money('金额', 'Amount'),
    dueOn: f.date('应付日', 'Due on'),
    basis: f.text('依据', 'Basis', { most: 300 }),
  },
  allow: cashiers,
  reads: ['contract', 'receivable'],
  writes: ['receivable'],
  source: ['F5', 'F6'],
});
export type ChargeFeeInput = Input<typeof chargeFee>;
