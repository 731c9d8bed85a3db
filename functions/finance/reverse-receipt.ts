import { reversalLines } from '../../shared/areas/finance/ledger.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { reverseReceipt } from '../../shared/areas/finance/reverse-receipt.operation.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { debtsOf } from './debts.ts';
import { post } from './ledger.ts';

/** The only way to take a posting back: another with its sides exchanged, once. */
export const run: Run<typeof reverseReceipt> = async ({ input, id, context }) => {
  const item = await context.records.get(receipt, id);
  if (item.entry === 'reversal') fail('ledger.isReversal');
  const { kind, amount, project, customer } = item;
  const { writes } = await post(context, {
    contract: { id: item.contract, project, customer },
    debts: await debtsOf(context, item.contract),
    lines: reversalLines(item.lines),
    values: { entry: 'reversal', kind, amount, receivedOn: context.today, reverses: id, note: input.reason },
  });
  return { writes: [...writes, change(receipt, item, {}, { event: 'receipt.reversed', to: 'reversed', from: ['posted'], reason: input.reason })] };
};

export const handler = serve(reverseReceipt, run);
