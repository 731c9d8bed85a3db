import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { moneyKinds, receivableKinds } from './kinds.ts';

/** Lets a deposit or an overpayment count for what is owed. */
export const transferMoney = defineOperation({
  name: 'receipt.transfer',
  area: 'finance',
  label: label('结转定金或多收款', 'Transfer'),
  handler: 'transfer-money',
  on: 'collection',
  input: {
    contract: f.ref('contract', '合同', 'Contract'),
    from: f.choice('转出', 'From', { deposit: moneyKinds.deposit, overpayment: moneyKinds.overpayment }),
    to: f.choice('转入', 'To', receivableKinds),
    amount: f.money('金额', 'Amount'),
  },
  allow: cashiers,
  reads: ['contract', 'receipt', 'receivable', 'buyerAccount'],
  writes: ['receipt', 'receivable', 'buyerAccount'],
  source: ['F3', 'F4'],
});
export type TransferMoneyInput = Input<typeof transferMoney>;
