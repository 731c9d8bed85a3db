import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Legal gathers the opinions and freezes the final text by its hash. */
export const finaliseContract = defineOperation({
  name: 'contract.finalise',
  area: 'contracts',
  label: label('定稿', 'Finalise'),
  handler: 'finalise-contract',
  on: 'record',
  input: { textHash: f.hash('定稿 SHA-256', 'SHA-256 of the final text') },
  allow: inOwnProject('legal'),
  from: ['inReview'],
  isStep: true,
  reads: ['contract', 'todo'],
  writes: ['contract', 'todo'],
  source: ['D3'],
});
export type FinaliseContractInput = Input<typeof finaliseContract>;
