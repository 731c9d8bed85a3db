import { type Fen, formatYuan } from '../../../kit/money.ts';
import type { StatementIssue, StatementLine } from './statement.ts';

/** Balances that a statement writes beside its transactions, with the rows they stand in. */
export type Declared = { readonly opening?: { readonly row: number; readonly fen: Fen }; readonly closing?: { readonly row: number; readonly fen: Fen } };

export type BalanceCheck = { readonly issues: readonly StatementIssue[]; readonly openingFen?: Fen; readonly closingFen?: Fen };

/**
 * Follows the balances from transaction to transaction, whichever end of the file is older, and compares the opening and
 * closing balance. A place where they do not follow is where a transaction is missing or misread.
 *
 * @param rows the transactions in the order of the file; `undefined` for a row that could not be read, which ends a chain
 */
export function checkBalances(rows: readonly (StatementLine | undefined)[], declared: Declared): BalanceCheck {
  const oldestFirst = isNewestFirst(rows) ? rows.toReversed() : rows;
  const issues = breaksOf(oldestFirst);
  const lines = oldestFirst.filter((line) => line !== undefined);
  const isWhole = lines.length === rows.length;
  const [first, last] = [oldestFirst[0], oldestFirst.at(-1)];
  const derivedOpening = first?.balanceFen === undefined ? undefined : first.balanceFen - first.amountFen;
  const opening = declared.opening?.fen ?? derivedOpening;
  const total = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const derivedClosing = last?.balanceFen ?? (isWhole && opening !== undefined ? opening + total : undefined);
  compare(issues, 'balance.opening', declared.opening, derivedOpening);
  compare(issues, 'balance.closing', declared.closing, derivedClosing);
  const closing = declared.closing?.fen ?? derivedClosing;
  return { issues, ...(opening === undefined ? {} : { openingFen: opening }), ...(closing === undefined ? {} : { closingFen: closing }) };
}

type Pair = readonly [StatementLine, StatementLine];

/** Neighbours of which both have a balance. */
const pairsOf = (rows: readonly (StatementLine | undefined)[]): Pair[] =>
  rows.slice(1).flatMap((line, place): Pair[] => {
    const before = rows[place];
    return before?.balanceFen !== undefined && line?.balanceFen !== undefined ? [[before, line]] : [];
  });

const follows = ([before, line]: Pair): boolean => (before.balanceFen ?? 0) + line.amountFen === line.balanceFen;

/** By the balances, and where they say nothing by the dates. */
function isNewestFirst(rows: readonly (StatementLine | undefined)[]): boolean {
  const pairs = pairsOf(rows);
  const forward = pairs.filter(follows).length;
  const backward = pairs.filter(([before, line]) => follows([line, before])).length;
  const dates = rows.flatMap((line) => (line ? [line.on] : []));
  return forward === backward ? (dates[0] ?? '') > (dates.at(-1) ?? '') : backward > forward;
}

const breaksOf = (rows: readonly (StatementLine | undefined)[]): StatementIssue[] =>
  pairsOf(rows)
    .filter((pair) => !follows(pair))
    .map(([before, line]) => ({
      row: line.row,
      column: 'balance',
      key: 'balance.break',
      params: { expected: formatYuan((before.balanceFen ?? 0) + line.amountFen), got: formatYuan(line.balanceFen ?? 0) },
    }));

function compare(issues: StatementIssue[], key: 'balance.opening' | 'balance.closing', told: Declared['opening'], expected: Fen | undefined): void {
  if (told === undefined || expected === undefined || told.fen === expected) return;
  issues.push({ row: told.row, column: 'balance', key, params: { expected: formatYuan(expected), got: formatYuan(told.fen) } });
}
