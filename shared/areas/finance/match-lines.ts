import { type PlainDate, toDayNumber } from '../../kit/calendar/plain-date.ts';
import type { Fen } from '../../kit/money.ts';

/** A transaction of the bank. `amountFen` is less than zero for money out. */
export type BankLine = {
  readonly key: string;
  readonly on: PlainDate;
  readonly amountFen: Fen;
  readonly serial?: string | undefined;
  readonly payer?: string | undefined;
};

/** A posting of ours that moved the bank account, or money that is expected to. */
export type Expected = {
  readonly id: string;
  readonly amountFen: Fen;
  readonly on?: PlainDate | undefined;
  readonly serial?: string | undefined;
  readonly payer?: string | undefined;
};

/** What a pair was found by; only a serial number proves it, the others are for a person to confirm. */
export type MatchedBy = 'serial' | 'payer' | 'amount';

export type Matching<L, E> = {
  readonly matched: readonly { readonly line: L; readonly expected: E; readonly by: MatchedBy }[];
  /** Several could belong together, and nothing tells which. */
  readonly ambiguous: readonly { readonly lines: readonly L[]; readonly expected: readonly E[] }[];
  readonly amountDiffers: readonly { readonly line: L; readonly expected: E; readonly differenceFen: Fen }[];
  readonly missingInLedger: readonly L[];
  readonly missingAtBank: readonly E[];
};

/** Days by which the bank's date and ours may lie apart: a transfer over a long holiday. */
const usualWindow = 10;

/** The form in which payers are compared: banks pad, widen and punctuate names in their own ways. */
const payerForm = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·•.,()\-_'"、，。]/gu, '');

/**
 * Pairs the lines of a bank statement with what the ledger has or expects, each at most once: by serial number; by amount and
 * payer, on the same day before within the window; by an amount that occurs once on either side; and by payer alone where the
 * amounts differ. The order of the input makes no difference.
 *
 * @param windowDays how far the two dates may lie apart; without a date of ours any day fits
 * @example matchLines([{ key: 's:1:in', on: '2026-11-05', amountFen: 100, serial: '1' }], [{ id: 'rct_1', amountFen: 100, serial: '1' }])
 */
export function matchLines<L extends BankLine, E extends Expected>(lines: readonly L[], expected: readonly E[], windowDays = usualWindow): Matching<L, E> {
  const pool: Pool<L, E> = {
    lines: new Set(lines.toSorted((a, b) => (a.key < b.key ? -1 : 1))),
    expected: new Set(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1))),
  };
  const found: Found<L, E> = { matched: [], ambiguous: [], amountDiffers: [] };
  for (const stage of stagesOf(windowDays)) {
    for (const group of groupsOf(pool, stage)) settle(pool, found, group, stage);
  }
  return { ...found, missingInLedger: [...pool.lines], missingAtBank: [...pool.expected] };
}

type Pool<L, E> = { readonly lines: Set<L>; readonly expected: Set<E> };
type Found<L, E> = {
  matched: Matching<L, E>['matched'][number][];
  ambiguous: Matching<L, E>['ambiguous'][number][];
  amountDiffers: Matching<L, E>['amountDiffers'][number][];
};
type Group<L, E> = { lines: L[]; expected: E[] };

/** One way of finding pairs: only equal `keyOf` can belong together, and of those only what `fits`. */
type Stage = {
  readonly by: MatchedBy;
  readonly keyOf: (item: BankLine | Expected) => string | undefined;
  readonly fits: (line: BankLine, expected: Expected) => boolean;
  /** What is not one to one: told as ambiguous, or left for a later stage. */
  readonly several: 'ambiguous' | 'later';
};

/** Some banks give a transfer and its fee one number. */
const serialAndSide = ({ amountFen, serial }: BankLine | Expected) => (serial ? `${amountFen > 0} ${serial}` : undefined);
const amountAndPayer = ({ amountFen, payer }: BankLine | Expected) => (payer ? `${amountFen} ${payerForm(payer)}` : undefined);
/** A payer alone says nothing about money that goes the other way. */
const payerAndSide = ({ amountFen, payer }: BankLine | Expected) => (payer ? `${amountFen > 0} ${payerForm(payer)}` : undefined);

function stagesOf(windowDays: number): readonly Stage[] {
  const within = (line: BankLine, { on }: Expected): boolean => on === undefined || Math.abs(toDayNumber(line.on) - toDayNumber(on)) <= windowDays;
  // Two different serial numbers are two transactions, however alike they are.
  const fits = (line: BankLine, expected: Expected): boolean => (!line.serial || !expected.serial) && within(line, expected);
  return [
    { by: 'serial', keyOf: serialAndSide, fits: () => true, several: 'ambiguous' },
    { by: 'payer', keyOf: amountAndPayer, fits: (line, other) => fits(line, other) && line.on === other.on, several: 'later' },
    { by: 'payer', keyOf: amountAndPayer, fits, several: 'ambiguous' },
    { by: 'amount', keyOf: ({ amountFen }) => String(amountFen), fits, several: 'ambiguous' },
    { by: 'payer', keyOf: payerAndSide, fits, several: 'later' },
  ];
}

function settle<L extends BankLine, E extends Expected>(pool: Pool<L, E>, found: Found<L, E>, group: Group<L, E>, stage: Stage): void {
  const [line, expected] = [group.lines[0], group.expected[0]];
  if (line === undefined || expected === undefined) return;
  const isPair = group.lines.length === 1 && group.expected.length === 1;
  if (!isPair && stage.several === 'later') return;
  if (!isPair) found.ambiguous.push(group);
  else if (line.amountFen === expected.amountFen) found.matched.push({ line, expected, by: stage.by });
  else found.amountDiffers.push({ line, expected, differenceFen: line.amountFen - expected.amountFen });
  for (const one of group.lines) pool.lines.delete(one);
  for (const one of group.expected) pool.expected.delete(one);
}

/** Lines and expected that hang together by what fits: connected components with at least one of either side. */
function groupsOf<L extends BankLine, E extends Expected>(pool: Pool<L, E>, { keyOf, fits }: Stage): Group<L, E>[] {
  const byKey = Map.groupBy(pool.expected, keyOf);
  const lines = Map.groupBy(pool.lines, keyOf);
  return [...lines].flatMap(([key, some]) => (key === undefined ? [] : components(some, byKey.get(key) ?? [], fits)));
}

/** What fits depends on the day and on whether there is a serial number alone, so that items alike in both are walked as one. */
const alike = <T extends BankLine | Expected>(items: readonly T[]): T[][] => [...Map.groupBy(items, ({ on, serial }) => `${on} ${Boolean(serial)}`).values()];

function components<L extends BankLine, E extends Expected>(lines: readonly L[], expected: readonly E[], fits: Stage['fits']): Group<L, E>[] {
  const [leftLines, leftExpected] = [new Set(alike(lines)), new Set(alike(expected))];
  const belong = (some: readonly L[], others: readonly E[]): boolean => some[0] !== undefined && others[0] !== undefined && fits(some[0], others[0]);
  const groups: Group<L, E>[] = [];
  for (const start of leftLines) {
    leftLines.delete(start);
    const [ourLines, ourExpected] = [[start], [] as E[][]];
    // The list grows while it is walked: what a new one fits belongs to the group too.
    for (const some of ourLines) {
      for (const others of leftExpected) {
        if (!belong(some, others)) continue;
        leftExpected.delete(others);
        ourExpected.push(others);
        for (const more of leftLines) if (belong(more, others) && leftLines.delete(more)) ourLines.push(more);
      }
    }
    if (ourExpected.length > 0) groups.push({ lines: ourLines.flat(), expected: ourExpected.flat() });
  }
  return groups;
}
