import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { voidInvoice } from '../../shared/areas/finance/void-invoice.operation.ts';
import { uninvoiceWrites } from '../banking/reopen-release.ts';
import { type Run, serve } from '../kit/serve.ts';
import { takeBackInvoice } from './take-back-invoice.ts';

/** The money stays where it is; a release goes back to where its invoice is made out. */
export const run: Run<typeof voidInvoice> = async ({ input, id, context }) => {
  const item = await context.records.get(invoice, id);
  const posting = await context.records.get(receipt, item.receipt);
  return {
    writes: [takeBackInvoice(context, item, input), ...(await uninvoiceWrites(context, { posting, invoice: id, reason: input.reason }))],
  };
};

export const handler = serve(voidInvoice, run);
