import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';
import { callers } from './finance-posts.ts';

/** The dunning notice as a PDF with the buyer’s full name, in base64; that it was printed is logged (F1). */
export const printNotice = defineOperation({
  name: 'dunningNotice.print',
  area: 'finance',
  label: label('打印通知书', 'Print the notice'),
  handler: 'print-notice',
  on: 'record',
  input: {},
  allow: callers,
  from: ['issued', 'served'],
  method: 'GET',
  timeoutSeconds: 29,
  reads: ['dunningNotice', 'contract', 'customer', 'project', 'unit', 'receivable'],
  writes: ['dunningNotice'],
  source: ['F1'],
});
export type PrintNoticeInput = Input<typeof printNotice>;
