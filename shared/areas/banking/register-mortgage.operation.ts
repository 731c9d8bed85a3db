import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The mortgage is in the register. */
export const registerMortgage = defineOperation({
  name: 'loan.registerMortgage',
  area: 'banking',
  label: label('办理抵押登记', 'Register the mortgage'),
  handler: 'register-mortgage',
  on: 'record',
  input: { registeredOn: f.date('登记日', 'Registered on'), certificate: f.text('登记证明号', 'Certificate no.', { most: 60 }) },
  allow: customerDesk,
  from: ['signed'],
  isStep: true,
  reads: ['loan', 'todo'],
  writes: ['loan', 'todo'],
  source: ['G4'],
});
export type RegisterMortgageInput = Input<typeof registerMortgage>;
