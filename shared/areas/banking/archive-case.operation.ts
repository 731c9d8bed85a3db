import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** The papers of the case are sorted and filed (G6). */
export const archiveCase = defineOperation({
  name: 'mortgageCase.archive',
  area: 'banking',
  label: label('按揭归档', 'Archive the case'),
  handler: 'archive-case',
  on: 'record',
  input: { archiveNumber: f.text('档案号', 'Archive no.', { most: 60 }), paperLocation: f.text('存放位置', 'Shelf', { most: 100 }) },
  allow: inOwnProject('archivist', 'backOffice'),
  from: ['settled'],
  isStep: true,
  reads: ['mortgageCase', 'todo'],
  writes: ['mortgageCase', 'todo'],
  source: ['G6', 'K4'],
});
export type ArchiveCaseInput = Input<typeof archiveCase>;
