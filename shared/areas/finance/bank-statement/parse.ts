import { mergedRows } from '../../../kit/table-file/merged-rows.ts';
import type { Cell, Sheet } from '../../../kit/table-file/sheet.ts';
import { checkBalances, type Declared } from './balances.ts';
import { readAmount, readDate, textOf } from './cells.ts';
import { dateColumns } from './columns.ts';
import { headerAt, type StatementHeader, tellsSides } from './header.ts';
import { readRow } from './row.ts';
import type { SkipReason, Statement, StatementIssue, StatementLine } from './statement.ts';

/** A header stands within this many rows: titles, the account and the period stand above it. */
const deepestHeader = 60;
/** Most transactions of one file. */
const maxLines = 20_000;

const openingWord = /期初余额|上期余额|承前页|上页余额|上日余额|openingbalance/iu;
const closingWord = /期末余额|本期余额|过次页|本页余额|closingbalance/iu;
const totalWord = /合计|总计|小计|累计|总笔数|笔数|发生额汇总|\btotal/iu;

type State = { rows: (StatementLine | undefined)[]; issues: StatementIssue[]; skipped: { row: number; reason: SkipReason }[]; declared: Declared };

/**
 * Reads a sheet as a bank's statement: the header wherever it stands, totals and page headings skipped, every other row a
 * transaction or an issue. Balances are followed from row to row.
 *
 * @example parseStatement({ cells: [['交易日期', '收入', '支出', '余额'], ['20261105', '100.00', '', '100.00']] }).lines[0]?.amountFen // 10000
 */
export function parseStatement(sheet: Sheet): Statement {
  const rowAt = mergedRows(sheet);
  const state: State = { rows: [], issues: [], skipped: [], declared: {} };
  if (rowAt === undefined) return finish(state, { row: 0, key: 'merges.tooMany', params: {} });
  const count = sheet.cells.length;
  const found = findHeader(rowAt, Math.min(count, deepestHeader));
  if (found === undefined) return finish(state, { row: 0, key: 'header.missing', params: {} });
  const header = { ...found, isSigned: isSigned(found, rowAt, count) };
  if (header.tenThousands !== undefined) return finish(state, { row: header.row + 1, key: 'header.unit', params: { header: header.tenThousands } });
  if (count - header.row > maxLines + deepestHeader) return finish(state, { row: 0, key: 'rows.tooMany', params: { max: maxLines } });
  if (!tellsSides(header)) return finish(state, { row: header.row + 1, key: 'header.direction', params: {} });
  for (let row = 0; row < count; row += 1) readInto(state, header, rowAt(row), row);
  repeatedSerials(state);
  return finish(state, state.rows.length === 0 ? { row: header.row + 1, key: 'rows.none', params: {} } : undefined);
}

function findHeader(rowAt: (row: number) => readonly Cell[], rows: number): StatementHeader | undefined {
  for (let row = 0; row < rows; row += 1) {
    const header = headerAt(rowAt(row), row);
    if (header !== undefined) return header;
  }
  return undefined;
}

/** Whether amounts carry a sign: then one without is money in. */
function isSigned({ row: first, at }: StatementHeader, rowAt: (row: number) => readonly Cell[], count: number): boolean {
  for (let row = first + 1; row < count && at.amount !== undefined; row += 1) {
    const read = readAmount(rowAt(row)[at.amount]);
    if (read.ok && read.value !== undefined && read.value < 0) return true;
  }
  return false;
}

function readInto(state: State, header: StatementHeader, cells: readonly Cell[], row: number): void {
  const reason = skipReasonOf(state, header, cells, row);
  if (reason !== undefined) {
    state.skipped.push({ row: row + 1, reason });
    return;
  }
  const outcome = readRow(header, cells, row + 1);
  state.rows.push('line' in outcome ? outcome.line : undefined);
  if ('issues' in outcome) state.issues.push(...outcome.issues);
}

function skipReasonOf(state: State, header: StatementHeader, cells: readonly Cell[], row: number): SkipReason | undefined {
  const filled = cells.map((cell) => textOf(cell)).filter((text) => text !== undefined);
  if (filled.length === 0) return 'empty';
  // Printed statements repeat the header on each page.
  if (row === header.row || (row > header.row && headerAt(cells, row) !== undefined)) return 'header';
  const words = filled.join('|').replace(/[ :]/gu, '');
  const isTransaction = row > header.row && hasDate(header, cells) && hasAmount(header, cells);
  if (isTransaction) return undefined;
  // One row above the table may tell both balances.
  const opening = openingWord.test(words) && declare(state, 'opening', header, cells, row);
  const closing = closingWord.test(words) && declare(state, 'closing', header, cells, row);
  if (opening || closing) return 'balance';
  if (row < header.row) return 'title';
  // A date that cannot be read is an issue, whatever words stand beside it.
  const dates = dateColumns.map((column) => textOf(cellAt(header, cells, column)) ?? '');
  if (totalWord.test(words) && !dates.some((text) => /\d/.test(text))) return 'total';
  return hasDate(header, cells) || hasAmount(header, cells) ? undefined : 'note';
}

const cellAt = (header: StatementHeader, cells: readonly Cell[], column: keyof StatementHeader['at']): Cell | undefined => {
  const index = header.at[column];
  return index === undefined ? undefined : cells[index];
};

function hasDate(header: StatementHeader, cells: readonly Cell[]): boolean {
  const read = dateColumns.map((column) => readDate(cellAt(header, cells, column)));
  return read.some((date) => date.ok && date.value !== undefined);
}

/** Also an amount that is no number: the row was meant to be a transaction. */
const hasAmount = (header: StatementHeader, cells: readonly Cell[]): boolean =>
  (['income', 'expense', 'amount'] as const).some((column) => textOf(cellAt(header, cells, column)) !== undefined);

/** The amount in the cell of a balance's name, in the next one with an amount, or in the column of balances. */
function declare(state: State, which: 'opening' | 'closing', header: StatementHeader, cells: readonly Cell[], row: number): boolean {
  const word = which === 'opening' ? openingWord : closingWord;
  const place = cells.findIndex((cell) => word.test(textOf(cell)?.replace(/\s/gu, '') ?? ''));
  const inside = textOf(cells[place])
    ?.split(word)[1]
    ?.replace(/^[\s:()元]+/u, '');
  const column = row > header.row ? [cellAt(header, cells, 'balance') ?? null] : [];
  for (const cell of [inside ?? null, ...cells.slice(place + 1), ...column]) {
    const read = readAmount(cell);
    if (!read.ok || read.value === undefined) continue;
    if (which === 'closing' || state.declared.opening === undefined) state.declared = { ...state.declared, [which]: { row: row + 1, fen: read.value } };
    return true;
  }
  return false;
}

/** One serial number on one side of the account is one transaction; a second row with it is not taken. */
function repeatedSerials(state: State): void {
  const seen = new Map<string, number>();
  for (const [place, line] of state.rows.entries()) {
    if (line?.serial === undefined) continue;
    const key = `${line.serial} ${line.amountFen > 0}`;
    const other = seen.get(key);
    if (other === undefined) seen.set(key, line.row);
    else {
      state.issues.push({ row: line.row, column: 'serial', key: 'serial.repeated', params: { other } });
      state.rows[place] = undefined;
    }
  }
}

function finish(state: State, refusal?: StatementIssue): Statement {
  const { issues, ...balances } = checkBalances(state.rows, state.declared);
  const lines = state.rows.filter((line) => line !== undefined);
  const dates = lines.map(({ on }) => on).toSorted();
  const [from, to] = [dates[0], dates.at(-1)];
  return {
    lines,
    issues: [...(refusal ? [refusal] : []), ...state.issues, ...issues].toSorted((a, b) => a.row - b.row),
    skipped: state.skipped,
    ...balances,
    incomeFen: lines.reduce((sum, { amountFen }) => sum + Math.max(0, amountFen), 0),
    expenseFen: lines.reduce((sum, { amountFen }) => sum + Math.max(0, -amountFen), 0),
    ...(from && to ? { from, to } : {}),
  };
}
