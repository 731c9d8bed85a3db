import { collectInvoice } from '../../shared/areas/finance/collect-invoice.operation.ts';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

export const run: Run<typeof collectInvoice> = async ({ input, id, context }) => {
  const item = await context.records.get(invoice, id);
  if (input.collectedOn > context.today) failField('collectedOn', 'date.future');
  if (input.collectedOn < item.issuedOn) failField('collectedOn', 'invoice.beforeIssue');
  return { writes: [change(invoice, item, input, { event: 'invoice.collected', to: 'collected', from: ['issued'] })] };
};

export const handler = serve(collectInvoice, run);
