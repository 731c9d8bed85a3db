import { collectLoanInvoice } from '../../shared/areas/banking/collect-loan-invoice.operation.ts';
import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** F15: the invoice is with the buyer. */
export const run: Run<typeof collectLoanInvoice> = async ({ input, id, context }) => {
  const item = await context.records.get(disbursement, id);
  const paper = await context.records.get(invoice, item.invoice ?? '');
  refuseDate(context, 'collectedOn', { on: input.collectedOn, least: paper.issuedOn });
  const { collectedOn, receiver } = input;
  return {
    writes: [
      change(disbursement, item, { collectedOn, receiver }, { event: 'disbursement.collected', to: 'collected', from: ['invoiced'] }),
      change(invoice, paper, { collectedOn, collector: receiver }, { event: 'invoice.collected', to: 'collected', from: ['issued'] }),
    ],
  };
};

export const handler = serve(collectLoanInvoice, run);
