import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** What comparing the statement with the ledger will find; writes nothing. */
export const previewStatement = defineOperation({
  name: 'bankStatement.preview',
  area: 'finance',
  label: label('核对预览', 'Preview the comparison'),
  handler: 'preview-statement',
  on: 'record',
  input: {},
  allow: cashiers,
  from: ['read'],
  method: 'GET',
  timeoutSeconds: 29,
  reads: ['bankStatement', 'statementLine', 'receipt', 'setting'],
  writes: [],
  source: ['F12', 'G5'],
});
export type PreviewStatementInput = Input<typeof previewStatement>;
