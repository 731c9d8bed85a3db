import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { invoiceDisbursement } from '../../shared/areas/banking/invoice-disbursement.operation.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** F15: the loan-arrival invoice, for the posting of this release. */
export const run: Run<typeof invoiceDisbursement> = async ({ input, id, context }) => {
  const item = await context.records.get(disbursement, id);
  refuseDate(context, 'issuedOn', { on: input.issuedOn, least: item.bookedOn });
  const { number, issuedOn } = input;
  const { contract, customer, project } = await context.records.get(mortgageCase, item.mortgageCase);
  const made = context.newId('inv');
  const receipt = item.receipt ?? fail('record.missing');
  return {
    writes: [
      change(disbursement, item, { invoice: made }, { event: 'disbursement.invoiced', to: 'invoiced', from: ['booked'] }),
      create(invoice, { project, contract, customer, receipt, number, amount: item.amount, issuedOn }, { id: made, event: 'invoice.issued' }),
    ],
  };
};

export const handler = serve(invoiceDisbursement, run);
