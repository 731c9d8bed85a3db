import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { moneyKinds } from './kinds.ts';
import { differences, resolutions } from './line-states.ts';

/** Books what the ledger lacks, names the posting that belongs to the line, or says why they differ. */
export const resolveLine = defineOperation({
  name: 'statementLine.resolve',
  area: 'finance',
  label: label('处理对账差异', 'Settle a difference'),
  handler: 'resolve-line',
  on: 'record',
  input: {
    resolution: f.choice('处理', 'Resolution', resolutions),
    contract: f.ref('contract', '合同', 'Contract', { optional: true }),
    kind: f.choice('款项', 'Kind', moneyKinds, { optional: true }),
    refund: f.ref('refund', '退款申请单', 'Refund', { optional: true, help: label('补记支出时必填', 'Needed to book money that went out') }),
    receipt: f.ref('receipt', '收款凭证', 'Posting', { optional: true }),
    note: f.note('说明', 'Note', { optional: true }),
  },
  allow: cashiers,
  from: differences,
  isStep: true,
  reads: ['statementLine', 'bankStatement', 'contract', 'refund', 'todo', 'receipt', 'receivable', 'buyerAccount'],
  writes: ['statementLine', 'bankStatement', 'refund', 'todo', 'receipt', 'receivable', 'buyerAccount'],
  source: ['F12', 'F16', 'G5'],
});
export type ResolveLineInput = Input<typeof resolveLine>;
