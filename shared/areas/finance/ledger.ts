import { fail } from '../../kit/errors.ts';
import { type Fen, formatYuan } from '../../kit/money.ts';
import { type Account, accountOf, accounts, type MoneyKind, type ReceivableKind } from './kinds.ts';

/** One line of a posting. A line moves one side only; `receivable` names what it pays, or takes back. */
export type Line = { readonly account: Account; readonly debitFen: Fen; readonly creditFen: Fen; readonly receivable?: string };

/** What is still owed of a receivable. */
export type Owed = { readonly receivable: string; readonly kind: ReceivableKind; readonly leftFen: Fen };

/** What a buyer has with us that is not yet set off: a deposit, or what was paid too much. */
export type Held = { readonly kind: 'deposit' | 'overpayment'; readonly heldFen: Fen };

/**
 * Money of a buyer that came in: what is owed is paid in the order given, and what is left over is an overpayment.
 *
 * @throws RangeError for an amount that is not more than nothing.
 * @example
 * receiptLines(150, [{ receivable: 'rcv_1', kind: 'housePrice', leftFen: 100 }])
 * // bankDeposit debit 150; contractLiability credit 100 for rcv_1; overpayment credit 50
 */
export function receiptLines(amountFen: Fen, owed: readonly Owed[]): readonly Line[] {
  const { lines, restFen } = setOff(amountFen, owed);
  return [debit('bankDeposit', positive(amountFen)), ...lines, ...(restFen > 0 ? [credit('overpayment', restFen)] : [])];
}

/** A deposit (定金) that came in before there is a contract. */
export const depositLines = (amountFen: Fen): readonly Line[] => [debit('bankDeposit', positive(amountFen)), credit('deposit', amountFen)];

/**
 * A deposit or an overpayment set off against what is owed.
 * @throws RefusalError `ledger.aboveBalance` for more than is held, `ledger.aboveDue` for more than is owed
 */
export function transferLines(amountFen: Fen, from: Held, owed: readonly Owed[]): readonly Line[] {
  withinHeld(amountFen, from.kind, from.heldFen);
  const { lines, restFen } = setOff(amountFen, owed);
  if (restFen > 0) fail('ledger.aboveDue', { parameters: { left: formatYuan(amountFen - restFen) } });
  return [debit(accountOf[from.kind], amountFen), ...lines];
}

/**
 * Money given back, out of what was held or paid for a kind; `receivable` where it had paid one.
 * @throws RefusalError `ledger.aboveBalance`
 */
export function refundLines(amountFen: Fen, from: { readonly kind: MoneyKind; readonly heldFen: Fen; readonly receivable?: string }): readonly Line[] {
  withinHeld(amountFen, from.kind, from.heldFen);
  return [debit(accountOf[from.kind], amountFen, from.receivable), credit('bankDeposit', amountFen)];
}

/** The same lines with their sides exchanged: the only way to take a posting back. */
export const reversalLines = (lines: readonly Line[]): readonly Line[] =>
  lines.map(({ debitFen, creditFen, ...line }) => ({ ...line, debitFen: creditFen, creditFen: debitFen }));

/** Whether lines are a posting: at least two, each with one side of more than nothing, and both sides equal. */
export function isBalanced(lines: readonly Line[]): boolean {
  const isWhole = (fen: Fen): boolean => Number.isSafeInteger(fen) && fen >= 0;
  const isOneSided = ({ debitFen, creditFen }: Line): boolean => isWhole(debitFen) && isWhole(creditFen) && debitFen > 0 !== creditFen > 0;
  return lines.length > 1 && lines.every(isOneSided) && lines.reduce((sum, x) => sum + x.debitFen - x.creditFen, 0) === 0;
}

/**
 * Debits less credits of each account over postings; liabilities and income stand below zero.
 * @example balancesOf([receiptLines(100, [])]) // { bankDeposit: 100, overpayment: -100 }
 */
export function balancesOf(postings: readonly (readonly Line[])[]): Partial<Record<Account, Fen>> {
  const balances: Partial<Record<Account, Fen>> = {};
  for (const { account, debitFen, creditFen } of postings.flat()) balances[account] = (balances[account] ?? 0) + debitFen - creditFen;
  return balances;
}

/**
 * What postings have paid of each receivable: credits less debits of its lines.
 * @example paidOf([receiptLines(100, [{ receivable: 'rcv_1', kind: 'tax', leftFen: 80 }])]).get('rcv_1') // 80
 */
export function paidOf(postings: readonly (readonly Line[])[]): ReadonlyMap<string, Fen> {
  const paid = new Map<string, Fen>();
  for (const { receivable, debitFen, creditFen } of postings.flat()) {
    if (receivable !== undefined) paid.set(receivable, (paid.get(receivable) ?? 0) + creditFen - debitFen);
  }
  return paid;
}

function setOff(amountFen: Fen, owed: readonly Owed[]): { lines: readonly Line[]; restFen: Fen } {
  let restFen = amountFen;
  const lines = owed.flatMap(({ receivable, kind, leftFen }) => {
    const fen = Math.min(restFen, leftFen);
    if (fen <= 0) return [];
    restFen -= fen;
    return [credit(accountOf[kind], fen, receivable)];
  });
  return { lines, restFen };
}

function withinHeld(amountFen: Fen, kind: MoneyKind, heldFen: Fen): void {
  if (positive(amountFen) > heldFen) fail('ledger.aboveBalance', { parameters: { account: accounts[accountOf[kind]], left: formatYuan(heldFen) } });
}

function positive(amountFen: Fen): Fen {
  if (!Number.isSafeInteger(amountFen) || amountFen <= 0) throw new RangeError(`expected an amount of more than nothing in whole fen, got ${amountFen}`);
  return amountFen;
}

const debit = (account: Account, fen: Fen, receivable?: string): Line => ({ account, debitFen: fen, creditFen: 0, ...(receivable ? { receivable } : {}) });
const credit = (account: Account, fen: Fen, receivable?: string): Line => ({ account, debitFen: 0, creditFen: fen, ...(receivable ? { receivable } : {}) });
