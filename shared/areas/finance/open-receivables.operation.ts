import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Makes the receivables of a signed contract, follows a change of its price or loan, and voids them with it. */
export const openReceivables = defineOperation({
  name: 'receivable.open',
  area: 'finance',
  label: label('应收款随合同建立', 'Keep receivables in step with contracts'),
  handler: 'open-receivables',
  on: 'task',
  input: {},
  allow: [],
  stream: 'records',
  follows: ['INSERT contract', 'MODIFY contract'],
  reads: ['contract', 'setting', 'receipt', 'receivable', 'buyerAccount'],
  writes: ['receipt', 'receivable', 'buyerAccount'],
  source: ['F11', 'E8', 'E9'],
});
export type OpenReceivablesInput = Input<typeof openReceivables>;
