import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { moneyReaders } from './finance-posts.ts';
import { sheetNames } from './kinds.ts';

/** The statements F3–F6, F8 and F9 of a period as a PDF, in base64. */
export const printSheet = defineOperation({
  name: 'receipt.print',
  area: 'finance',
  label: label('打印明细表', 'Print a statement'),
  handler: 'print-sheet',
  on: 'collection',
  input: {
    sheet: f.choice('明细表', 'Statement', sheetNames),
    project: f.ref('project', '项目', 'Project'),
    contract: f.ref('contract', '合同', 'Contract', { optional: true }),
    from: f.date('起', 'From'),
    until: f.date('止', 'Until'),
  },
  allow: moneyReaders,
  timeoutSeconds: 29,
  reads: ['receipt', 'contract', 'customer', 'project', 'bank'],
  writes: [],
  source: ['F3', 'F4', 'F5', 'F6', 'F8', 'F9'],
});
export type PrintSheetInput = Input<typeof printSheet>;
