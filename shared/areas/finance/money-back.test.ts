import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf, accounts, type MoneyKind, moneyKinds } from './kinds.ts';
import { balancesOf, isBalanced, paidOf } from './ledger.ts';
import { type HeldPart, moneyBack, moneyBackLines } from './money-back.ts';

const kinds = Object.keys(moneyKinds) as MoneyKind[];
const parts = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), fen: fc.integer({ min: 1, max: 9_000_000 }) }), { maxLength: 12 })
  .map((all): HeldPart[] => all.map((part, place) => (part.kind === 'deposit' || part.kind === 'overpayment' ? part : { ...part, receivable: `r${place}` })));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const ofLoans = (held: readonly HeldPart[]): number =>
  sum(held.filter(({ kind }) => kind === 'loan' || kind === 'housePrice' || kind === 'overpayment').map(({ fen }) => fen));

describe('money that goes back', () => {
  it('of a loan that was larger than its receivable comes out of what it has paid, and one posting has one line for the bank', () => {
    const held: HeldPart[] = [
      { kind: 'housePrice', fen: 100, receivable: 'a' },
      { kind: 'loan', fen: 700, receivable: 'b' },
    ];
    expect([...moneyBack(held, 720)]).toEqual([
      ['loan', 720],
      ['housePrice', 80],
    ]);
    const transfers = [
      { kind: 'housePrice', amount: 80 },
      { kind: 'loan', amount: 720 },
    ] as const;
    expect(moneyBackLines(transfers, held)).toEqual([
      [
        { account: 'contractLiability', debitFen: 80, creditFen: 0, receivable: 'a' },
        { account: 'bankDeposit', debitFen: 0, creditFen: 80 },
      ],
      [
        { account: 'contractLiability', debitFen: 700, creditFen: 0, receivable: 'b' },
        { account: 'contractLiability', debitFen: 20, creditFen: 0, receivable: 'a' },
        { account: 'bankDeposit', debitFen: 0, creditFen: 720 },
      ],
    ]);
  });

  it('is never more than is held', () => {
    const short = expect.objectContaining({ code: 'ledger.aboveBalance' });
    expect(() => moneyBack([{ kind: 'tax', fen: 900, receivable: 'a' }], 1)).toThrow(short);
    expect(() => moneyBackLines([{ kind: 'tax', amount: 901 }], [{ kind: 'tax', fen: 900, receivable: 'a' }])).toThrow(short);
  });

  it('whatever is held and however it is divided into transfers, empties every account with balanced postings', () => {
    fc.assert(
      fc.property(parts, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 3 }), (held, share, pieces) => {
        const back = moneyBack(held, Math.floor(share * ofLoans(held)));
        const transfers = [...back].flatMap(([kind, fen]) => {
          const piece = Math.floor(fen / pieces);
          return [fen - piece * (pieces - 1), ...Array.from({ length: pieces - 1 }, () => piece)]
            .filter((amount) => amount > 0)
            .map((amount) => ({ kind, amount }));
        });
        const postings = moneyBackLines(transfers, held);
        for (const [place, lines] of postings.entries()) {
          expect(isBalanced(lines)).toBe(true);
          expect(sum(lines.map(({ creditFen }) => creditFen))).toBe(transfers[place]?.amount);
        }
        const balances = balancesOf(postings);
        expect(balances.bankDeposit ?? 0).toBe(-sum(held.map(({ fen }) => fen)) || 0);
        for (const account of Object.keys(accounts).filter((name) => name !== 'bankDeposit') as (keyof typeof accounts)[])
          expect(balances[account] ?? 0).toBe(sum(held.filter(({ kind }) => accountOf[kind] === account).map(({ fen }) => fen)));
        const paid = paidOf(postings);
        for (const { receivable, fen } of held) if (receivable) expect(paid.get(receivable)).toBe(-fen);
      }),
      { numRuns: 300 },
    );
  });
});
