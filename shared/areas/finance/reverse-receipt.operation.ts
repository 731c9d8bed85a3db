import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** Takes a wrong posting back by another; what it paid is owed again, and the bank’s serial number can be booked rightly. */
export const reverseReceipt = defineOperation({
  name: 'receipt.reverse',
  area: 'finance',
  label: label('冲销凭证', 'Reverse a posting'),
  handler: 'reverse-receipt',
  on: 'record',
  input: { reason: f.text('原因', 'Reason', { most: 300 }) },
  allow: cashiers,
  from: ['posted'],
  kind: 'exception',
  reads: ['receipt', 'receivable', 'buyerAccount', 'statementLine', 'bankStatement', 'todo', 'setting'],
  writes: ['receipt', 'receivable', 'buyerAccount', 'statementLine', 'bankStatement', 'todo'],
  source: ['F3', 'F16'],
});
export type ReverseReceiptInput = Input<typeof reverseReceipt>;
