import { receivableKinds } from '../../shared/areas/finance/kinds.ts';
import { type Line, paidOf } from '../../shared/areas/finance/ledger.ts';
import { stateOf } from '../../shared/areas/finance/order-of-payment.ts';
import { type Receivable, receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { readAll } from './read-all.ts';

/** Every receivable of a contract, as it stands now. */
export async function debtsOf(context: Context, contract: string): Promise<Receivable[]> {
  const rows = await readAll((cursor) => context.records.list(receivable, { index: 'byContract', where: { contract }, limit: 100, ...cursor }));
  return Promise.all(rows.map(({ id }) => context.records.get(receivable, id, { consistent: true })));
}

/**
 * The receivables that the lines of a posting name, with what it puts on them or takes off.
 * @throws RefusalError `ledger.aboveBalance`, `ledger.aboveDue`: what is paid lies between nothing and the whole
 */
export function paymentWrites(debts: readonly Receivable[], lines: readonly Line[], posting: { id: string; on: string }): Write[] {
  return [...paidOf([lines])].map(([id, fen]) => {
    const item = debts.find((debt) => debt.id === id);
    if (!item) throw new Error(`expected the receivable ${id} among those of its contract`);
    const paid = item.paid + fen;
    // What a reversal takes back may have gone back to the buyer, and what it gives back may have been paid again.
    if (paid < 0) fail('ledger.aboveBalance', { parameters: { account: receivableKinds[item.kind], left: formatYuan(item.paid) } });
    if (paid > item.amount) fail('ledger.aboveDue', { parameters: { left: formatYuan(item.amount - item.paid) } });
    const before = item.payments ?? [];
    const payments = fen > 0 ? [...before, { on: posting.on, amount: fen, receipt: posting.id }] : withoutLast(before, -fen);
    const to = item.status === 'void' ? 'void' : stateOf({ amount: item.amount, paid });
    return change(receivable, item, { paid, payments }, { event: fen > 0 ? 'receivable.paid' : 'receivable.reopened', to });
  });
}

type Payments = NonNullable<Receivable['payments']>;

/** The payments without the last of their money. */
function withoutLast(payments: Payments, amount: number): Payments {
  let rest = amount;
  const left = payments.toReversed().map((payment) => {
    const part = Math.min(rest, payment.amount);
    rest -= part;
    return { ...payment, amount: payment.amount - part };
  });
  return left.toReversed().filter((payment) => payment.amount > 0);
}
