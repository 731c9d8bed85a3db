import type { Fen } from '../../kit/money.ts';
import type { ReceivableKind } from './kinds.ts';

/** What of a receivable counts when money is put on it or taken off; `sequence` is its number among those of its kind. */
export type Debt = {
  readonly id: string;
  readonly kind: ReceivableKind;
  readonly sequence: number;
  readonly dueOn: string;
  readonly amount: Fen;
  readonly paid: Fen;
};

/** What money of a kind pays, in this order: a loan that is larger than its receivable pays the rest of the price. */
const paidBy = (kind: ReceivableKind): readonly ReceivableKind[] => (kind === 'loan' ? ['loan', 'housePrice'] : [kind]);

/**
 * The debts that money of a kind pays, in order: the one that is named, then the earliest due.
 *
 * @param first id of a debt that goes before the others
 */
export function inOrderOfPayment<T extends Debt>(kind: ReceivableKind, debts: readonly T[], first?: string): T[] {
  const rank = (x: T) => (x.id === first ? -1 : paidBy(kind).indexOf(x.kind));
  const wanted = debts.filter((x) => paidBy(kind).includes(x.kind) && x.paid < x.amount);
  return wanted.toSorted((a, b) => rank(a) - rank(b) || byDay(a, b));
}

/** The debts that money of a kind is taken back from, in order: the latest due first. */
export const inOrderOfRefund = <T extends Debt>(kind: ReceivableKind, debts: readonly T[]): T[] =>
  debts.filter((x) => x.kind === kind && x.paid > 0).toSorted((a, b) => byDay(b, a));

/** What a debt is called once this much of it is paid. */
export const stateOf = ({ amount, paid }: Pick<Debt, 'amount' | 'paid'>): 'open' | 'partlyPaid' | 'paid' =>
  paid >= amount ? 'paid' : paid > 0 ? 'partlyPaid' : 'open';

/** Of those due on one day the lower number first. */
const byDay = (a: Debt, b: Debt): number => (a.dueOn === b.dueOn ? a.sequence - b.sequence : a.dueOn < b.dueOn ? -1 : 1);
