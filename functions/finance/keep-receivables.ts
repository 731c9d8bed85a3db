import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { isLoan } from '../../shared/areas/contracts/payment-methods.ts';
import type { Receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { rate } from '../../shared/kit/money.ts';
import type { Context } from '../kit/context.ts';
import type { Write } from '../kit/records/write.ts';
import type { StreamChange } from '../kit/task.ts';
import { accountOfBuyer } from './buyer-account.ts';
import { debtsOf } from './debts.ts';
import { transferWrites } from './ledger.ts';
import { debtWrites, endDebt, type Planned, resizeDebt } from './plan-writes.ts';
import { isSigned } from './signed.ts';

const watched = ['status', 'price', 'paymentMethod', 'loanAmount'] as const;

/**
 * Keeps what is owed of the price in step with its contract. A change event may come again or late, so the contract is read as
 * it stands now, and only what differs from it is written.
 */
export async function keepReceivables(event: StreamChange, context: Context): Promise<void> {
  if (watched.every((name) => event.before?.[name] === event.after?.[name])) return;
  const item = await context.records.get(contract, event.id, { consistent: true });
  const debts = await debtsOf(context, item.id);
  const writes = item.status === 'void' ? debts.filter(isOpen).map(endDebt) : isSigned(item) ? await planOf(context, item, debts) : [];
  if (writes.length > 0) await context.records.write(writes);
  if (isSigned(item)) await setOffDeposit(context, item);
}

const isOpen = ({ status }: Receivable): boolean => status === 'open' || status === 'partlyPaid';

async function planOf(context: Context, item: Contract, debts: readonly Receivable[]): Promise<Write[]> {
  const wanted = await wantedOf(context, item);
  return wanted.flatMap((part) => adjust(item, { debts, part }));
}

/** What the contract asks for by kind: the whole price, or the down payment and what the bank pays. */
async function wantedOf(context: Context, item: Contract): Promise<Planned[]> {
  const { signedOn = context.today, price, paymentMethod } = item;
  const on = async (key: 'lumpSumDue' | 'downPaymentDue' | 'loanDue') => {
    const { value, source } = await context.settings.get(key, signedOn);
    return { dueOn: due(value, signedOn).on, basis: source };
  };
  if (!isLoan(paymentMethod)) {
    return [
      { kind: 'housePrice', amount: price, ...(await on('lumpSumDue')) },
      { kind: 'loan', amount: 0, ...(await on('loanDue')) },
    ];
  }
  const share = await context.settings.get('downPayment', signedOn);
  const loan = item.loanAmount ?? price - rate(price, share.value.ppm);
  return [
    { kind: 'housePrice', amount: price - loan, ...(await on('downPaymentDue')) },
    { kind: 'loan', amount: loan, ...(await on('loanDue')) },
  ];
}

/** More is a further receivable; less is taken from the last ones, never below what is paid of them. */
function adjust(item: Contract, { debts, part }: { debts: readonly Receivable[]; part: Planned }): Write[] {
  const live = debts.filter(({ kind, status }) => kind === part.kind && status !== 'void');
  let excess = live.reduce((sum, { amount }) => sum + amount, 0) - part.amount;
  if (excess < 0) return debtWrites(item, debts, [{ ...part, amount: -excess }]);
  return live.toReversed().flatMap((debt) => {
    const cut = Math.min(excess, debt.amount - debt.paid);
    excess -= cut;
    if (cut === 0) return [];
    return [cut === debt.amount ? endDebt(debt) : resizeDebt(debt, debt.amount - cut)];
  });
}

/** The deposit counts for the price from the signing on. */
async function setOffDeposit(context: Context, item: Contract): Promise<void> {
  const held = (await accountOfBuyer(context, item.id))?.deposit ?? 0;
  const debts = (await debtsOf(context, item.id)).filter((debt) => debt.kind === 'housePrice' && isOpen(debt));
  const amount = Math.min(
    held,
    debts.reduce((sum, debt) => sum + debt.amount - debt.paid, 0),
  );
  if (amount === 0) return;
  const { writes } = await transferWrites(context, { contract: item, from: 'deposit', to: 'housePrice', amount, on: item.signedOn ?? context.today });
  await context.records.write(writes);
}
