import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { callers } from './finance-posts.ts';

/** The application for a deferral as a PDF to be signed, in base64; that it was printed is logged (F2). */
export const printDeferral = defineOperation({
  name: 'deferral.print',
  area: 'finance',
  label: label('打印申请表', 'Print the application'),
  handler: 'print-deferral',
  on: 'record',
  input: {},
  allow: callers,
  from: ['applied', 'approved', 'refused'],
  method: 'GET',
  timeoutSeconds: 29,
  reads: ['deferral', 'contract', 'customer', 'project', 'unit', 'receivable', 'employee'],
  writes: ['deferral'],
  source: ['F2'],
});
export type PrintDeferralInput = Input<typeof printDeferral>;
