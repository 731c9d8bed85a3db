import { either, inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';
import { signingModes } from './document-classes.ts';

/** The law firm has seen the papers signed, online or on site; only after a favourable opinion. */
export const confirmSigning = defineOperation({
  name: 'signingMatter.confirmSigning',
  area: 'banking',
  label: label('确认签署', 'Confirm the signing'),
  handler: 'confirm-signing',
  on: 'record',
  input: { mode: f.choice('签署方式', 'Mode', signingModes), confirmedOn: f.date('签署日', 'Signed on') },
  allow: either(customerDesk, inOwnProject('legal')),
  from: ['opined'],
  reads: ['signingMatter'],
  writes: ['signingMatter'],
  source: ['D12'],
});
export type ConfirmSigningInput = Input<typeof confirmSigning>;
