import { type Account, accounts } from '../../../../shared/areas/finance/kinds.ts';
import { balancesOf, type Line } from '../../../../shared/areas/finance/ledger.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * The balances that postings make, in fen, each on the side where it stands: what the bank holds, what is owed and what was
 * earned. Accounts that nothing moved are left out.
 *
 * @example balances([{ lines: [{ account: 'bankDeposit', debitFen: 5, creditFen: 0 }] }]) // { bankDeposit: 5 }
 */
export function balances(postings: readonly Values[]): Readonly<Partial<Record<Account, number>>> {
  const moved = balancesOf(postings.map(({ lines }) => (Array.isArray(lines) ? (lines as readonly Line[]) : []))); // the API's own rows
  const known = (Object.keys(accounts) as Account[]).filter((account) => moved[account] !== undefined);
  return Object.fromEntries(known.map((account) => [account, account === 'bankDeposit' ? (moved[account] ?? 0) : -(moved[account] ?? 0)]));
}

/** What is still to be paid of a receivable, in fen; nothing of one that is void. */
export const leftOf = ({ amount, paid, status }: Values): number => (status === 'void' ? 0 : Math.max(0, Number(amount) - Number(paid)));
