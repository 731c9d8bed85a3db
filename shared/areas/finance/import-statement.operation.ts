import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { importedColumns } from './imported-line.ts';

/** Reads up to 100 lines of the file into the office; asked again for the same lines it changes nothing, and a line that an earlier file had is known. */
export const importStatement = defineOperation({
  name: 'bankStatement.import',
  area: 'finance',
  label: label('读入对账单', 'Import a statement'),
  handler: 'import-statement',
  on: 'record',
  input: { start: f.count('起始行', 'From line', { most: 20_000 }), lines: f.rows('明细', 'Lines', importedColumns) },
  allow: cashiers,
  // The answer to the last part may be lost: sent again, it finds the statement read.
  from: ['importing', 'read'],
  timeoutSeconds: 29,
  reads: ['bankStatement', 'statementLine', 'bank'],
  writes: ['bankStatement', 'statementLine'],
  source: ['F12', 'G5'],
});
export type ImportStatementInput = Input<typeof importStatement>;
