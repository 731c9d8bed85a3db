import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** Compares the lines with the ledger by serial number, amount and payer; each difference becomes a to-do of finance. */
export const matchStatement = defineOperation({
  name: 'bankStatement.match',
  area: 'finance',
  label: label('与账面核对', 'Compare with the ledger'),
  handler: 'match-statement',
  on: 'record',
  input: {},
  allow: cashiers,
  from: ['read'],
  timeoutSeconds: 29,
  reads: ['bankStatement', 'statementLine', 'receipt', 'setting', 'todo'],
  writes: ['bankStatement', 'statementLine', 'todo'],
  source: ['F12', 'F16', 'G5'],
});
export type MatchStatementInput = Input<typeof matchStatement>;
