import type { Fen } from '../../kit/money.ts';
import type { MoneyKind } from './kinds.ts';
import { type Line, refundLines } from './ledger.ts';

/** What the ledger holds of one kind: what was paid of a receivable, a deposit, or an overpayment. */
export type HeldPart = { readonly kind: MoneyKind; readonly fen: Fen; readonly receivable?: string };

/** Where money that goes back is taken from. A loan larger than its receivable has paid the rest of the price, or too much. */
const takenFrom = (kind: MoneyKind): readonly MoneyKind[] => (kind === 'loan' ? ['loan', 'housePrice', 'overpayment'] : [kind]);

/**
 * What has to go back of each kind when everything does: to the banks what they have paid on loans, the rest to the buyer (art. 21
 * of the interpretation on sales of commodity housing).
 *
 * @param loanFen what banks have paid
 * @throws RefusalError `ledger.aboveBalance` where the ledger holds less than that
 * @example moneyBack([{ kind: 'housePrice', fen: 100, receivable: 'rcv_1' }, { kind: 'loan', fen: 700, receivable: 'rcv_2' }], 720)
 * // Map { 'loan' => 720, 'housePrice' => 80 }
 */
export function moneyBack(parts: readonly HeldPart[], loanFen: Fen): ReadonlyMap<MoneyKind, Fen> {
  const back = new Map<MoneyKind, Fen>(loanFen > 0 ? [['loan', loanFen]] : []);
  const { left } = loanFen > 0 ? take('loan', loanFen, parts) : { left: parts };
  for (const { kind, fen } of left) if (fen > 0) back.set(kind, (back.get(kind) ?? 0) + fen);
  return back;
}

/**
 * The lines of one posting for each transfer, in their order; those of loans take first.
 *
 * @throws RefusalError `ledger.aboveBalance`
 */
export function moneyBackLines(
  transfers: readonly { readonly kind: MoneyKind; readonly amount: Fen }[],
  parts: readonly HeldPart[],
): readonly (readonly Line[])[] {
  let rest = parts;
  const lines = new Map<number, readonly Line[]>();
  const order = [...transfers.entries()].toSorted(([, a], [, b]) => Number(b.kind === 'loan') - Number(a.kind === 'loan'));
  for (const [place, { kind, amount }] of order) {
    const taken = take(kind, amount, rest);
    lines.set(place, taken.lines);
    rest = taken.left;
  }
  return transfers.map((_, place) => lines.get(place) ?? []);
}

/** Takes an amount from the parts that it may come from, one after another. */
function take(kind: MoneyKind, amount: Fen, parts: readonly HeldPart[]): { lines: readonly Line[]; left: readonly HeldPart[] } {
  let wanted = amount;
  const left = [...parts];
  const lines = takenFrom(kind).flatMap((from) =>
    parts.flatMap((part, place) => {
      const fen = Math.min(wanted, part.fen);
      if (part.kind !== from || fen === 0) return [];
      wanted -= fen;
      left[place] = { ...part, fen: part.fen - fen };
      return refundLines(fen, { kind: part.kind, heldFen: part.fen, ...(part.receivable ? { receivable: part.receivable } : {}) });
    }),
  );
  // Refused as any refund above what is held.
  if (wanted > 0) refundLines(amount, { kind, heldFen: amount - wanted });
  return { lines: merged(lines), left };
}

/** One line for the bank, whatever the money is taken from. */
function merged(lines: readonly Line[]): readonly Line[] {
  const ofBank = lines.filter(({ account }) => account === 'bankDeposit');
  const creditFen = ofBank.reduce((sum, line) => sum + line.creditFen, 0);
  return [...lines.filter(({ account }) => account !== 'bankDeposit'), { account: 'bankDeposit', debitFen: 0, creditFen }];
}
