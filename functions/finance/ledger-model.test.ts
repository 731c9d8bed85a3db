import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bank } from '../../shared/areas/banking/bank.resource.ts';
import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';
import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { chargeDamages } from '../../shared/areas/finance/charge-damages.operation.ts';
import { chargeFee } from '../../shared/areas/finance/charge-fee.operation.ts';
import { importStatement } from '../../shared/areas/finance/import-statement.operation.ts';
import { type Account, accountOf, accounts, type MoneyKind, type ReceivableKind, receivableKinds } from '../../shared/areas/finance/kinds.ts';
import { isBalanced } from '../../shared/areas/finance/ledger.ts';
import { matchStatement } from '../../shared/areas/finance/match-statement.operation.ts';
import { recordReceipt } from '../../shared/areas/finance/record-receipt.operation.ts';
import { reverseReceipt } from '../../shared/areas/finance/reverse-receipt.operation.ts';
import { transferMoney } from '../../shared/areas/finance/transfer-money.operation.ts';
import { create } from '../kit/records/write.ts';
import { handler as chargeLate } from './charge-damages.ts';
import { handler as charge } from './charge-fee.ts';
import { handler as importLines } from './import-statement.ts';
import { postingWrites } from './ledger.ts';
import { handler as match } from './match-statement.ts';
import { handler as record } from './record-receipt.ts';
import { handler as reverse } from './reverse-receipt.ts';
import { type Counter, counter } from './testing.ts';
import { handler as transfer } from './transfer-money.ts';

let at: Counter;
beforeAll(async () => {
  at = await counter();
});
afterAll(() => at.stop());

/** The office's money as plain numbers. */
type Debt = { kind: ReceivableKind; amount: number; paid: number };
/** Each run has a bank of its own, so that one that fails leaves nothing to the next. */
type Books = { bank: string; debts: Debt[]; account: Record<Account, number>; postings: Posted[]; serials: object[] };
/** What a posting did, so that it can be taken back. */
type Posted = { id: string; accounts: Partial<Record<Account, number>>; debts: [Debt, number][]; isReversed: boolean; isReversal: boolean };

const names = Object.keys(accounts) as Account[];
const kinds = ['housePrice', 'loan', 'tax', 'damages', 'overpayment'] as const;
const command = fc.record({
  name: fc.constantFrom('receive', 'receive', 'receive', 'race', 'again', 'release', 'refund', 'transfer', 'reverse', 'reverse', 'charge', 'damages'),
  kind: fc.constantFrom<(typeof kinds)[number]>(...kinds),
  amount: fc.integer({ min: 1, max: 60_000_000 }),
  pick: fc.nat(20),
});
type Command = (typeof command extends fc.Arbitrary<infer T> ? T : never) & {};

/** What money of a kind is owed for, the earliest due first: receivables of one kind are made in the order of their days here. */
const owed = (books: Books, kind: MoneyKind): Debt[] =>
  (kind === 'loan' ? ['loan', 'housePrice'] : [kind]).flatMap((one) => books.debts.filter((debt) => debt.kind === one && debt.paid < debt.amount));

const moves = (bank: number, parts: readonly [MoneyKind, number][]): Partial<Record<Account, number>> => {
  const found: Partial<Record<Account, number>> = bank === 0 ? {} : { bankDeposit: bank };
  for (const [kind, fen] of parts) found[accountOf[kind]] = (found[accountOf[kind]] ?? 0) + fen;
  return found;
};

const movement = (books: Books, amount: number) => at.movement(amount, { bank: books.bank });

/** Money spread over debts: what each gets, and what is left. */
function spread(debts: readonly Debt[], amount: number, room: (debt: Debt) => number): { parts: [Debt, number][]; rest: number } {
  let rest = amount;
  const parts = debts.flatMap((debt): [Debt, number][] => {
    const part = Math.min(rest, room(debt));
    rest -= part;
    return part > 0 ? [[debt, part]] : [];
  });
  return { parts, rest };
}

function post(books: Books, id: string, change: Pick<Posted, 'accounts' | 'debts'>, isReversal = false): void {
  for (const name of names) books.account[name] += change.accounts[name] ?? 0;
  for (const [debt, fen] of change.debts) debt.paid += fen;
  books.postings.push({ id, ...change, isReversed: false, isReversal });
}

const signs = (parts: readonly [Debt, number][], sign: number): [MoneyKind, number][] => parts.map(([debt, fen]) => [debt.kind, sign * fen]);

function received(books: Books, kind: MoneyKind, amount: number): Pick<Posted, 'accounts' | 'debts'> {
  const { parts, rest } = spread(owed(books, kind), amount, (debt) => debt.amount - debt.paid);
  return { accounts: moves(amount, [...signs(parts, 1), ['overpayment', rest]]), debts: parts };
}

const commands: Readonly<Record<Command['name'], (item: Contract, books: Books, given: Command) => Promise<void>>> = {
  receive: async (item, books, { kind, amount }) => {
    if (kind === 'overpayment') return;
    const money = movement(books, amount);
    const { json } = await at.call(recordReceipt, record, { contract: item.id, kind, ...money });
    post(books, json.data.id, received(books, kind, amount));
    books.serials.push({ ...money, kind });
  },
  race: async (item, books, { amount }) => {
    const body = { contract: item.id, kind: 'housePrice', ...movement(books, amount) };
    const answers = await Promise.all([1, 2, 3].map(() => at.call(recordReceipt, record, body)));
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    post(books, won[0]?.json.data.id, received(books, 'housePrice', amount));
    books.serials.push({ ...body });
  },
  again: async (item, books, { pick }) => {
    const known = books.serials[pick % books.serials.length];
    const first = books.postings.find(({ isReversed, isReversal, accounts: moved }) => !isReversed && !isReversal && (moved.bankDeposit ?? 0) > 0);
    // Once reversed, a serial number may be booked again; here only those of which none was reversed are sent again.
    if (!known || !first || books.postings.some(({ isReversal }) => isReversal)) return;
    const answer = await at.call(recordReceipt, record, { kind: 'housePrice', ...known, contract: item.id });
    expect([answer.status, answer.json.code]).toEqual([409, 'field.taken']);
  },
  release: async (item, books, { amount }) => {
    const { context } = at.site.open();
    const { receipt, writes } = await postingWrites(context, { contract: item, entry: 'disbursement', kind: 'loan', ...movement(books, amount) });
    await context.records.write(writes);
    post(books, receipt, received(books, 'loan', amount));
  },
  refund: async (item, books, { kind, amount }) => {
    const { status, json } = await at.refund({ contract: item.id, kind, amount }, movement(books, amount));
    const from = kind in receivableKinds ? books.debts.filter((debt) => debt.kind === kind).toReversed() : [];
    const { parts, rest } =
      kind === 'overpayment' ? { parts: [], rest: Math.max(0, amount - books.account.overpayment) } : spread(from, amount, ({ paid }) => paid);
    expect([status, json.code]).toEqual(rest > 0 ? [422, 'ledger.aboveBalance'] : [201, undefined]);
    const back: [MoneyKind, number][] = kind === 'overpayment' ? [['overpayment', -amount]] : signs(parts, -1);
    if (rest === 0) post(books, json.data.id, { accounts: moves(-amount, back), debts: parts.map(([debt, fen]) => [debt, -fen]) });
  },
  transfer: async (item, books, { kind, amount: wanted, pick }) => {
    if (kind === 'overpayment') return;
    const amount = pick % 2 === 0 ? wanted : Math.max(1, Math.min(wanted, books.account.overpayment));
    const { status, json } = await at.call(transferMoney, transfer, { contract: item.id, from: 'overpayment', to: kind, amount });
    const { parts, rest } = spread(owed(books, kind), amount, (debt) => debt.amount - debt.paid);
    const refusal = amount > books.account.overpayment ? 'ledger.aboveBalance' : rest > 0 ? 'ledger.aboveDue' : undefined;
    expect([status, json.code]).toEqual(refusal ? [422, refusal] : [201, undefined]);
    if (!refusal) post(books, json.data.id, { accounts: moves(0, [...signs(parts, 1), ['overpayment', -amount]]), debts: parts });
  },
  reverse: async (_, books, { pick }) => {
    const target = books.postings[pick % books.postings.length];
    if (!target) return;
    const { status, json } = await at.call(reverseReceipt, reverse, { reason: '冲销' }, { id: target.id });
    const isShort = names.some((name) => books.account[name] < (target.accounts[name] ?? 0)) || target.debts.some(([debt, fen]) => debt.paid < fen);
    const isOver = target.debts.some(([debt, fen]) => debt.paid - fen > debt.amount);
    if (target.isReversed || target.isReversal) expect(status).toBe(409);
    else if (isShort || isOver) expect([status, json.code]).toEqual([422, expect.stringMatching(/^ledger\.above/)]);
    else {
      expect(status).toBe(200);
      const back = Object.fromEntries(Object.entries(target.accounts).map(([name, fen]) => [name, -fen]));
      post(books, json.data.id, { accounts: back, debts: target.debts.map(([debt, fen]) => [debt, -fen]) }, true);
      target.isReversed = true;
    }
  },
  charge: async (item, books, { amount }) => {
    await at.call(chargeFee, charge, { contract: item.id, kind: 'tax', amount, dueOn: '2026-04-01', basis: '税费' });
    books.debts.push({ kind: 'tax', amount, paid: 0 });
  },
  damages: async (item, books) => {
    const [debt] = await at.debts(item.id);
    const { status, json } = await at.call(chargeDamages, chargeLate, { until: '2026-03-20' }, { id: debt?.id ?? '' });
    if (status === 201) books.debts.push({ kind: 'damages', amount: json.data.amount, paid: 0 });
  },
};

async function check(item: Contract, books: Books): Promise<void> {
  const [account, debts, postings] = [await at.account(item.id), await at.debts(item.id), await at.postings(item.id)];
  expect(postings.map(({ id }) => id).toSorted()).toEqual(books.postings.map(({ id }) => id).toSorted());
  const total = Object.fromEntries(names.map((name) => [name, 0])) as Record<Account, number>;
  for (const { lines } of postings) {
    expect(isBalanced(lines)).toBe(true);
    for (const line of lines) total[line.account] += (line.account === 'bankDeposit' ? 1 : -1) * (line.debitFen - line.creditFen);
  }
  expect(total).toEqual(books.account);
  for (const name of names) expect(account?.[name] ?? 0).toBe(books.account[name]);
  const plain = (all: readonly Debt[]) => all.map(({ kind, amount, paid }) => `${kind} ${amount} ${paid}`).toSorted();
  expect(plain(debts)).toEqual(plain(books.debts));
  for (const debt of debts) {
    const lines = postings.flatMap((posting) => posting.lines.filter(({ receivable }) => receivable === debt.id));
    expect(lines.reduce((sum, { debitFen, creditFen }) => sum + creditFen - debitFen, 0)).toBe(debt.paid);
    expect((debt.payments ?? []).reduce((sum, { amount }) => sum + amount, 0)).toBe(debt.paid);
    expect(debt.paid).toBeLessThanOrEqual(debt.amount);
    expect(debt.status).toBe(debt.paid === 0 ? 'open' : debt.paid < debt.amount ? 'partlyPaid' : 'paid');
  }
}

let files = 0;

/** The bank's file of all that was posted, twice: the second time it brings nothing, and neither books anything. */
async function reconcile(item: Contract, { bank: house }: Books): Promise<void> {
  const posted = (await at.postings(item.id)).filter(({ status, bank: place }) => status === 'posted' && place);
  const lines = posted.map(({ serial, amount, entry, receivedOn }, place) => {
    const direction = entry === 'refund' ? 'out' : 'in';
    return { row: place + 2, identity: `s:${serial}:${direction}`, bookedOn: receivedOn, direction, amount, serial };
  });
  if (lines.length === 0) return;
  for (const knownCount of [0, lines.length]) {
    files += 1;
    const file = { fileName: `${files}.csv`, fileHash: String(files).padStart(64, '0'), startsOn: '2026-03-01', endsOn: '2026-03-20', lineCount: lines.length };
    const [made] = await at.records.write([create(bankStatement, { project: at.home.id, bank: house, ...file })]);
    const read = await at.call(importStatement, importLines, { start: 0, lines }, { id: made.id });
    expect(read.json.data).toMatchObject({ knownCount, status: 'read' });
    const compared = await at.call(matchStatement, match, {}, { id: made.id });
    expect(compared.json.data).toMatchObject({ status: 'reconciled', matchedCount: lines.length - knownCount, differenceCount: 0 });
  }
}

it('whatever finance does, debits equal credits, balances are those of plain numbers, and nothing is posted twice', { timeout: 120_000 }, async () => {
  at.site.at('2026-03-20T01:00:00.000Z');
  const property = fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 14 }), async (sequence) => {
    const item = await at.contractOf({ paymentMethod: 'commercialLoan' });
    await at.follow(item);
    const debts = (await at.debts(item.id)).map(({ kind, amount, paid }) => ({ kind, amount, paid }));
    const account = Object.fromEntries(names.map((name) => [name, 0])) as Record<Account, number>;
    const [house] = await at.records.write([create(bank, { name: `银行 ${item.number}`, kind: 'bank' })]);
    const books: Books = { bank: house.id, debts, account, postings: [], serials: [] };
    for (const given of sequence) await commands[given.name](item, books, given);
    await check(item, books);
    await reconcile(item, books);
    await check(item, books);
  });
  await fc.assert(property, { numRuns: 30 });
});
