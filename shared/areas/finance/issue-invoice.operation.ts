import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** Makes out the invoice for money that is in the ledger, once for each posting (F15). */
export const issueInvoice = defineOperation({
  name: 'invoice.issue',
  area: 'finance',
  label: label('开具发票', 'Issue an invoice'),
  handler: 'issue-invoice',
  on: 'collection',
  input: { receipt: f.ref('receipt', '收款凭证', 'Posting'), number: f.text('发票号码', 'Invoice no.', { most: 60 }), issuedOn: f.date('开票日', 'Issued on') },
  allow: cashiers,
  reads: ['receipt'],
  writes: ['invoice'],
  source: ['F15'],
});
export type IssueInvoiceInput = Input<typeof issueInvoice>;
