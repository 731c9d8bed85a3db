import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';
import { redLetter } from './red-letter.ts';

/**
 * Takes a wrong posting back by another; what it paid is owed again, and the bank’s serial number can be booked rightly. Its invoice
 * is red-lettered, and a release that it booked is to be booked again: the loan is not settled, and its case not archived, before.
 */
export const reverseReceipt = defineOperation({
  name: 'receipt.reverse',
  area: 'finance',
  label: label('冲销凭证', 'Reverse a posting'),
  handler: 'reverse-receipt',
  on: 'record',
  help: label('已开发票的须同时填写红字发票', 'Where an invoice was made out, its red-letter invoice is needed'),
  input: { reason: f.text('原因', 'Reason', { most: 300 }), ...redLetter },
  allow: cashiers,
  from: ['posted'],
  kind: 'exception',
  reads: [
    'receipt',
    'receivable',
    'buyerAccount',
    'statementLine',
    'bankStatement',
    'invoice',
    'refund',
    'disbursement',
    'loan',
    'mortgageCase',
    'todo',
    'setting',
  ],
  writes: ['receipt', 'receivable', 'buyerAccount', 'statementLine', 'bankStatement', 'invoice', 'refund', 'disbursement', 'loan', 'mortgageCase', 'todo'],
  source: ['F3', 'F15', 'F16'],
});
export type ReverseReceiptInput = Input<typeof reverseReceipt>;
