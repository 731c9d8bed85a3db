import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { moneyKinds } from '../finance/kinds.ts';

/** One transfer: of one kind, so that the statement of each kind stays exact; money of a loan goes back to the bank of that loan. */
const transferColumns = {
  kind: f.choice('款项', 'Kind', moneyKinds),
  loan: f.ref('loan', '退还贷款', 'Loan', { optional: true }),
  amount: f.money('金额', 'Amount'),
  bank: f.ref('bank', '付款银行', 'Paid from'),
  serial: f.text('银行流水号', 'Bank serial no.', { most: 60 }),
};

/** Finance has given everything back that the ledger holds, and posts it; the contract is void and the home can be sold again. */
export const refundCase = defineOperation({
  name: 'mortgageCase.refund',
  area: 'banking',
  label: label('退款并解约', 'Refund and terminate'),
  handler: 'refund-case',
  on: 'record',
  input: {
    refundedOn: f.date('退款日', 'Refunded on'),
    receipt: f.text('退款凭证号', 'Refund voucher', { most: 60 }),
    transfers: f.rows('退款明细', 'Transfers', transferColumns, { optional: true, help: label('账上无款时不填', 'Empty where the ledger holds nothing') }),
  },
  allow: inOwnProject('finance'),
  from: ['terminating'],
  isStep: true,
  reads: [
    'mortgageCase',
    'loan',
    'disbursement',
    'bank',
    'contract',
    'subscription',
    'unit',
    'filing',
    'taxLine',
    'receipt',
    'receivable',
    'buyerAccount',
    'todo',
  ],
  writes: ['mortgageCase', 'loan', 'contract', 'subscription', 'unit', 'filing', 'taxLine', 'receipt', 'receivable', 'buyerAccount', 'todo'],
  source: ['C15', 'D14', 'F3'],
});
export type RefundCaseInput = Input<typeof refundCase>;
