import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Asks finance for the statement of each bank whose interval is over (F12). */
export const askReconciliation = defineOperation({
  name: 'bankStatement.ask',
  area: 'finance',
  label: label('到期对账', 'Ask for reconciliation'),
  handler: 'ask-reconciliation',
  on: 'task',
  input: {},
  allow: [],
  schedule: 'cron(0 8 * * ? *)',
  timeoutSeconds: 120,
  reads: ['project', 'bank', 'receipt', 'bankStatement', 'setting', 'todo'],
  writes: ['todo'],
  source: ['F12', 'G5'],
});
export type AskReconciliationInput = Input<typeof askReconciliation>;
