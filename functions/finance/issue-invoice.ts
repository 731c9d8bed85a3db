import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { issueInvoice } from '../../shared/areas/finance/issue-invoice.operation.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import { create, guardVersion } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** F15: an invoice stands for money that came in and has not been taken back. */
export const run: Run<typeof issueInvoice> = async ({ input, context }) => {
  const item = await chosen(context, receipt, { field: 'receipt', id: input.receipt });
  if (item.status !== 'posted' || !['receipt', 'disbursement'].includes(item.entry)) failField('receipt', 'invoice.noMoney');
  if (input.issuedOn > context.today) failField('issuedOn', 'date.future');
  if (input.issuedOn < item.receivedOn) failField('issuedOn', 'invoice.beforeMoney');
  const { project, contract, customer, amount } = item;
  return {
    status: 201,
    writes: [create(invoice, { project, contract, customer, amount, ...input }, { event: 'invoice.issued' }), guardVersion(receipt, item)],
  };
};

export const handler = serve(issueInvoice, run);
