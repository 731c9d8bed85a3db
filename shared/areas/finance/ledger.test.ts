import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefusalError } from '../../kit/errors.ts';
import type { ReceivableKind } from './kinds.ts';
import { balancesOf, depositLines, isBalanced, type Line, type Owed, paidOf, receiptLines, refundLines, reversalLines, transferLines } from './ledger.ts';

const owed = (receivable: string, leftFen: number, kind: ReceivableKind = 'housePrice'): Owed => ({ receivable, kind, leftFen });

describe('postings', () => {
  it('pay what is owed in its order, each kind to its own account, and keep the rest as an overpayment', () => {
    expect(receiptLines(700, [owed('a', 100), owed('b', 0), owed('c', 500, 'tax')])).toEqual([
      { account: 'bankDeposit', debitFen: 700, creditFen: 0 },
      { account: 'contractLiability', debitFen: 0, creditFen: 100, receivable: 'a' },
      { account: 'collectedOnBehalf', debitFen: 0, creditFen: 500, receivable: 'c' },
      { account: 'overpayment', debitFen: 0, creditFen: 100 },
    ]);
  });

  it('refuse more than is held, and more than is owed', () => {
    const refused = (code: string) => expect.objectContaining({ code });
    expect(() => refundLines(101, { kind: 'overpayment', heldFen: 100 })).toThrow(refused('ledger.aboveBalance'));
    expect(() => transferLines(101, { kind: 'deposit', heldFen: 100 }, [owed('a', 500)])).toThrow(refused('ledger.aboveBalance'));
    expect(() => transferLines(100, { kind: 'deposit', heldFen: 100 }, [owed('a', 99)])).toThrow(refused('ledger.aboveDue'));
    for (const amount of [0, -1, 0.5, Number.NaN]) expect(() => receiptLines(amount, [])).toThrow(RangeError);
  });

  it('are not balanced with one line, unequal sides, a line of both sides or of nothing', () => {
    const [bank, account] = receiptLines(100, []) as [Line, Line];
    expect(isBalanced([bank, account])).toBe(true);
    expect(isBalanced([])).toBe(false);
    expect(isBalanced([bank])).toBe(false);
    expect(isBalanced([bank, { ...account, creditFen: 99 }])).toBe(false);
    expect(isBalanced([bank, account, { ...bank, creditFen: 100 }])).toBe(false);
    expect(isBalanced([bank, account, { ...bank, debitFen: 0 }])).toBe(false);
    expect(
      isBalanced([
        { ...bank, debitFen: -100 },
        { ...account, creditFen: -100 },
      ]),
    ).toBe(false);
  });
});

/** The office's money as plain numbers, which know nothing of accounts. */
type Books = { postings: (readonly Line[])[]; bank: number; deposit: number; overpaid: number; paid: Record<string, number> };

const due: Record<string, { kind: ReceivableKind; fen: number }> = {
  down: { kind: 'housePrice', fen: 3000 },
  loan: { kind: 'loan', fen: 7000 },
  tax: { kind: 'tax', fen: 200 },
  late: { kind: 'damages', fen: 50 },
};
const ownDues = ['down', 'tax', 'late'];

const left = (books: Books, id: string): number => (due[id]?.fen ?? 0) - (books.paid[id] ?? 0);
const owing = (books: Books): Owed[] => ownDues.map((id) => owed(id, left(books, id), due[id]?.kind));

/** What a command makes of the plain numbers, the lines it posts, and whether the numbers allow it. */
type Command = { name: 'receipt' | 'deposit' | 'release' | 'transfer' | 'refund' | 'refundPaid'; fen: number; isDeposit: boolean };

function expected(books: Books, { name, fen, isDeposit }: Command): { delta: Partial<Books>; make: () => readonly Line[]; isAllowed: boolean } {
  const spread = () => {
    const paid = { ...books.paid };
    let rest = fen;
    for (const id of ownDues) {
      const part = Math.min(rest, left(books, id));
      paid[id] = (paid[id] ?? 0) + part;
      rest -= part;
    }
    return { paid, rest };
  };
  if (name === 'receipt') {
    const { paid, rest } = spread();
    return { delta: { bank: books.bank + fen, paid, overpaid: books.overpaid + rest }, make: () => receiptLines(fen, owing(books)), isAllowed: true };
  }
  if (name === 'deposit') return { delta: { bank: books.bank + fen, deposit: books.deposit + fen }, make: () => depositLines(fen), isAllowed: true };
  if (name === 'release') {
    const part = Math.min(fen, left(books, 'loan'));
    const paid = { ...books.paid, loan: (books.paid.loan ?? 0) + part };
    const make = () => receiptLines(fen, [owed('loan', left(books, 'loan'), 'loan')]);
    return { delta: { bank: books.bank + fen, paid, overpaid: books.overpaid + fen - part }, make, isAllowed: true };
  }
  if (name === 'transfer') {
    const { paid, rest } = spread();
    const kind = isDeposit ? 'deposit' : 'overpayment';
    const heldFen = kind === 'deposit' ? books.deposit : books.overpaid;
    const delta = kind === 'deposit' ? { deposit: books.deposit - fen, paid } : { overpaid: books.overpaid - fen, paid };
    return { delta, make: () => transferLines(fen, { kind, heldFen }, owing(books)), isAllowed: fen <= heldFen && rest === 0 };
  }
  if (name === 'refund') {
    const make = () => refundLines(fen, { kind: 'overpayment', heldFen: books.overpaid });
    return { delta: { bank: books.bank - fen, overpaid: books.overpaid - fen }, make, isAllowed: fen <= books.overpaid };
  }
  const paid = { ...books.paid, down: (books.paid.down ?? 0) - fen };
  const make = () => refundLines(fen, { kind: 'housePrice', heldFen: books.paid.down ?? 0, receivable: 'down' });
  return { delta: { bank: books.bank - fen, paid }, make, isAllowed: fen <= (books.paid.down ?? 0) };
}

const commands: fc.Arbitrary<Command> = fc.record({
  name: fc.constantFrom('receipt', 'deposit', 'release', 'transfer', 'refund', 'refundPaid'),
  fen: fc.integer({ min: 1, max: 4000 }),
  isDeposit: fc.boolean(),
});

function expectBooks(books: Books): void {
  const balances = balancesOf(books.postings);
  expect(Object.values(balances).reduce((sum, fen) => sum + fen, 0)).toBe(0);
  expect([balances.bankDeposit ?? 0, -(balances.deposit ?? 0) || 0, -(balances.overpayment ?? 0) || 0]).toEqual([books.bank, books.deposit, books.overpaid]);
  const paid = paidOf(books.postings);
  for (const [id, { fen }] of Object.entries(due)) {
    expect(paid.get(id) ?? 0).toBe(books.paid[id] ?? 0);
    expect((paid.get(id) ?? 0) <= fen && (paid.get(id) ?? 0) >= 0).toBe(true);
  }
}

describe('the ledger', () => {
  it('agrees with plain numbers after any sequence, balances every posting, and never pays more than is due', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 40 }), (sequence) => {
        const books: Books = { postings: [], bank: 0, deposit: 0, overpaid: 0, paid: {} };
        for (const command of sequence) {
          const { delta, make, isAllowed } = expected(books, command);
          if (!isAllowed) {
            expect(make).toThrow(RefusalError);
            continue;
          }
          const lines = make();
          expect(isBalanced(lines)).toBe(true);
          books.postings.push(lines);
          Object.assign(books, delta);
          expectBooks(books);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stands after reversals as if the reversed postings had never been, and a reversal balances too', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.boolean()), { maxLength: 20 }), (given) => {
        const postings = given.map(([fen]) => receiptLines(fen, [owed('a', 1000), owed('b', 1000, 'tax')]));
        const reversed = postings.filter((_, place) => given[place]?.[1]);
        const kept = postings.filter((_, place) => !given[place]?.[1]);
        const reversals = reversed.map(reversalLines);
        expect(reversals.every(isBalanced)).toBe(true);
        const nonZero = (lines: readonly (readonly Line[])[]) => Object.entries(balancesOf(lines)).filter(([, fen]) => fen !== 0);
        expect(Object.fromEntries(nonZero([...postings, ...reversals]))).toEqual(Object.fromEntries(nonZero(kept)));
        expect([...paidOf([...postings, ...reversals])].filter(([, fen]) => fen !== 0)).toEqual([...paidOf(kept)].filter(([, fen]) => fen !== 0));
      }),
    );
  });
});
