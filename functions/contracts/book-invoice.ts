import { bookInvoice } from '../../shared/areas/contracts/book-invoice.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { taxLineOf } from './tax-lines.ts';

/** E7: finance has the trading fee invoice and books it. */
export const run: Run<typeof bookInvoice> = async ({ id, context }) => {
  await context.records.get(contract, id);
  const fee = await taxLineOf(context, id, 'tradingFee');
  return { writes: [change(taxLine, fee, {}, { event: 'taxLine.booked', to: 'booked', from: ['paid'] })] };
};

export const handler = serve(bookInvoice, run);
