import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Customer service and finance agree that the money is in (F16); the last release settles the loan. */
export const reconcileDisbursement = defineOperation({
  name: 'disbursement.reconcile',
  area: 'banking',
  label: label('与财务核对', 'Reconcile'),
  handler: 'reconcile-disbursement',
  on: 'record',
  input: { reconciledOn: f.date('核对日', 'Reconciled on') },
  allow: inOwnProject('finance'),
  from: ['collected'],
  isStep: true,
  reads: ['disbursement', 'loan', 'todo'],
  writes: ['disbursement', 'loan', 'todo'],
  source: ['F16', 'G5'],
});
export type ReconcileDisbursementInput = Input<typeof reconcileDisbursement>;
