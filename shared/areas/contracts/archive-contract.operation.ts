import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Files the contract: paper by its shelf, electronic by the locked scan, which must exist. */
export const archiveContract = defineOperation({
  name: 'contract.archive',
  area: 'contracts',
  label: label('归档', 'Archive'),
  handler: 'archive-contract',
  on: 'record',
  input: { archiveNumber: f.text('档案号', 'Archive no.', { most: 60 }), paperLocation: f.text('存放位置', 'Shelf', { most: 100 }) },
  allow: inOwnProject('archivist', 'backOffice'),
  from: ['delivered'],
  isStep: true,
  reads: ['contract', 'scan', 'todo'],
  writes: ['contract', 'todo'],
  source: ['D11', 'K2', 'K3', 'K4'],
});
export type ArchiveContractInput = Input<typeof archiveContract>;
