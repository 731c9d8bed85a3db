import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { payTaxes } from '../../shared/areas/contracts/pay-taxes.operation.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { taxLineOf } from './tax-lines.ts';

/** E5, E6: paid at the window with the money that finance released. */
export const run: Run<typeof payTaxes> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (input.paidOn > context.today) failField('paidOn', 'date.future');
  const [stampTax, tradingFee] = await Promise.all([taxLineOf(context, id, 'stampTax'), taxLineOf(context, id, 'tradingFee')]);
  const paid = { event: 'taxLine.paid', to: 'paid' };
  return {
    writes: [
      change(contract, item, {}, { event: 'contract.taxesPaid', from: ['filed'] }),
      change(taxLine, stampTax, { paidOn: input.paidOn, invoice: input.stampTaxReceipt }, { ...paid, from: ['due'] }),
      change(taxLine, tradingFee, { paidOn: input.paidOn, invoice: input.tradingFeeInvoice }, { ...paid, from: ['released'] }),
    ],
  };
};

export const handler = serve(payTaxes, run);
