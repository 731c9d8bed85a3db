import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { invoiceDisbursement } from '../../shared/areas/banking/invoice-disbursement.operation.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change, create, guardVersion } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** F15: the loan-arrival invoice, for the posting of this release; one that finance has made out for it already is taken. */
export const run: Run<typeof invoiceDisbursement> = async ({ input, id: release, context }) => {
  const item = await context.records.get(disbursement, release);
  refuseDate(context, 'issuedOn', { on: input.issuedOn, least: item.bookedOn });
  const { number, issuedOn } = input;
  const { contract, customer, project } = await context.records.get(mortgageCase, item.mortgageCase);
  const receipt = item.receipt ?? fail('record.missing');
  const known = await context.records.find(invoice, 'receipt', { receipt });
  const isMade = known?.status === 'issued' && known.number === number;
  const id = isMade ? known.id : context.newId('inv');
  return {
    writes: [
      change(disbursement, item, { invoice: id }, { event: 'disbursement.invoiced', to: 'invoiced', from: ['booked'] }),
      isMade
        ? guardVersion(invoice, known)
        : create(invoice, { project, contract, customer, receipt, number, amount: item.amount, issuedOn }, { id, event: 'invoice.issued' }),
    ],
  };
};

export const handler = serve(invoiceDisbursement, run);
