import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Finance has given the money back; the contract is void and the home can be sold again. */
export const refundCase = defineOperation({
  name: 'mortgageCase.refund',
  area: 'banking',
  label: label('退款并解约', 'Refund and terminate'),
  handler: 'refund-case',
  on: 'record',
  input: { refundedOn: f.date('退款日', 'Refunded on'), receipt: f.text('退款凭证号', 'Refund voucher', { most: 60 }) },
  allow: inOwnProject('finance'),
  from: ['terminating'],
  isStep: true,
  reads: ['mortgageCase', 'contract', 'subscription', 'unit', 'filing', 'taxLine', 'todo'],
  writes: ['mortgageCase', 'contract', 'subscription', 'unit', 'filing', 'taxLine', 'todo'],
  source: ['C15', 'D14'],
});
export type RefundCaseInput = Input<typeof refundCase>;
