import { bookDisbursement } from '../../shared/areas/banking/book-disbursement.operation.ts';
import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { postingWrites } from '../finance/ledger.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { refuseSlip } from './slips.ts';

/** F14: finance has the slip, and the ledger has the money, with one write. */
export const run: Run<typeof bookDisbursement> = async ({ input, id, context }) => {
  const item = await context.records.get(disbursement, id);
  refuseDate(context, 'bookedOn', { on: input.bookedOn, least: item.valueOn });
  const slip = input.slip ?? item.slip;
  if (!slip) failField('slip', 'field.required');
  await refuseSlip(context, { slip, project: item.project });
  const { contract, customer, project } = await context.records.get(mortgageCase, item.mortgageCase);
  const { amount, bank, serial, valueOn } = item;
  const money = { entry: 'disbursement', kind: 'loan', amount, bank, serial, receivedOn: valueOn } as const;
  const { receipt, writes } = await postingWrites(context, { contract: { id: contract, project, customer }, ...money });
  const booked = { bookedOn: input.bookedOn, slip, receipt };
  return { writes: [change(disbursement, item, booked, { event: 'disbursement.booked', to: 'booked', from: ['reported'] }), ...writes] };
};

export const handler = serve(bookDisbursement, run);
