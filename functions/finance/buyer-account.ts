import { type BuyerAccount, buyerAccount } from '../../shared/areas/finance/buyer-account.resource.ts';
import { type Account, accounts } from '../../shared/areas/finance/kinds.ts';
import { balancesOf, type Line } from '../../shared/areas/finance/ledger.ts';
import { fail } from '../../shared/kit/errors.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';

const names = Object.keys(accounts) as Account[];

export const accountOfBuyer = (context: Context, contract: string): Promise<BuyerAccount | undefined> =>
  context.records.find(buyerAccount, 'contract', { contract });

/**
 * The buyer's account after a posting; the first posting opens it.
 * @throws RefusalError `ledger.aboveBalance` when an account would fall below zero
 */
export async function accountWrite(context: Context, owner: { project: string; contract: string; customer: string }, lines: readonly Line[]): Promise<Write> {
  const known = await accountOfBuyer(context, owner.contract);
  const moves = balancesOf([lines]);
  const after = Object.fromEntries(names.map((name) => [name, (known?.[name] ?? 0) + raisedBy(name, moves[name] ?? 0)])) as Record<Account, number>;
  const short = names.find((name) => after[name] < 0);
  if (short) fail('ledger.aboveBalance', { parameters: { account: accounts[short], left: formatYuan(known?.[short] ?? 0) } });
  if (!known) return create(buyerAccount, { ...owner, ...after }, { event: 'buyerAccount.opened' });
  const changed: Partial<BuyerAccount> = Object.fromEntries(names.filter((name) => moves[name]).map((name) => [name, after[name]]));
  return change(buyerAccount, known, changed, { event: 'buyerAccount.moved' });
}

/** A debit raises the bank; what is owed to the buyer and what was earned is raised by a credit. */
const raisedBy = (name: Account, balance: number): number => (name === 'bankDeposit' ? balance : -balance);
