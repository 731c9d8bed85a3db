import { bookDisbursement } from '../../shared/areas/banking/book-disbursement.operation.ts';
import { type Disbursement, disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { type Posted, postingWrites } from '../finance/ledger.ts';
import type { Context } from '../kit/context.ts';
import { change, guardVersion } from '../kit/records/write.ts';
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
  const known = await alreadyPosted(context, { ...item, contract });
  const { receipt: posting, writes } = known ?? (await postingWrites(context, { contract: { id: contract, project, customer }, ...money }));
  const booked = { bookedOn: input.bookedOn, slip, receipt: posting };
  return { writes: [change(disbursement, item, booked, { event: 'disbursement.booked', to: 'booked', from: ['reported'] }), ...writes] };
};

export const handler = serve(bookDisbursement, run);

/** Who settled a line of the bank’s statement may have posted the release before its slip came: the same money is not posted twice. */
async function alreadyPosted(context: Context, { bank, serial, contract, amount }: Disbursement & { contract: string }): Promise<Posted | undefined> {
  const found = await context.records.find(receipt, 'serial', { bank, serial });
  const isSame = found?.status === 'posted' && found.contract === contract && found.kind === 'loan' && found.amount === amount && found.entry !== 'refund';
  return isSame ? { receipt: found.id, writes: [guardVersion(receipt, found)] } : undefined;
}
