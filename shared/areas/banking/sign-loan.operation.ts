import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The loan contract is signed; where a law firm sees to it, only after it has confirmed the signing. */
export const signLoan = defineOperation({
  name: 'loan.sign',
  area: 'banking',
  label: label('签借款合同', 'Sign the loan'),
  handler: 'sign-loan',
  on: 'record',
  input: { signedOn: f.date('签订日', 'Signed on'), loanContract: f.text('借款合同编号', 'Loan contract no.', { most: 60 }) },
  allow: customerDesk,
  from: ['approved'],
  isStep: true,
  reads: ['loan', 'signingMatter', 'todo'],
  writes: ['loan', 'todo'],
  source: ['D12', 'G4'],
});
export type SignLoanInput = Input<typeof signLoan>;
