import { readDecimal } from '../../../kit/decimal.ts';
import type { Cell } from '../../../kit/table-file/sheet.ts';
import { type ColumnName, columnOf, unitColumns } from './columns.ts';

/** A column found in a sheet. `exponent` is the power of ten of its unit of money (万元: 4), where the header has one. */
export type MappedColumn = { name: ColumnName; header: string; index: number; exponent: number | undefined };

export type Header = {
  /** 0-based first and last row of the header. */
  first: number;
  last: number;
  columns: MappedColumn[];
  /** Headers that mean nothing to the office; their cells are not read. */
  ignored: { header: string; index: number }[];
  /** Columns that a second header names again; the first one counts. */
  repeated: { name: ColumnName; first: number; second: number }[];
};

/** A row must name at least this many columns to be a header: fewer occur in titles and notes. */
const fewest = 3;
/** Longer texts are notes. */
const longestHeader = 60;

/** Looks up a row with merged cells filled in. */
type RowAt = (row: number) => readonly Cell[];

/**
 * Reads the header that begins at a row, of one row or of two, or returns `undefined` when none does.
 */
export function headerAt(rowAt: RowAt, row: number): Header | undefined {
  const [top, below] = [rowAt(row), rowAt(row + 1)];
  if (!top.some((cell) => typeof cell === 'string' && cell !== '')) return undefined;
  const single = mapHeader(alone(top), { first: row, last: row });
  const double = isHeaderRow(below) ? mapHeader(paired(top, below), { first: row, last: row + 1 }) : undefined;
  // The upper row belongs to the header only if it adds a column; a title above a header does not.
  const lower = double === undefined ? 0 : mapHeader(alone(below), { first: row + 1, last: row + 1 }).columns.length;
  const best = double !== undefined && double.columns.length > Math.max(single.columns.length, lower) ? double : single;
  return best.columns.length >= fewest && best.columns.some((column) => column.name === 'room') ? best : undefined;
}

/** Whether a row may be a header that is repeated: a cheap test before `headerAt` is tried. */
export const mayBeHeader = (cells: readonly Cell[]): boolean =>
  cells.some((cell) => typeof cell === 'string' && cell.length < 30 && roomWord.test(cell) && columnOf(cell)?.name === 'room');

const roomWord = /[房室户门]|room|apartment|flat/i;

const alone = (cells: readonly Cell[]): [Cell, Cell][] => cells.map((cell) => [cell, null]);

/** Second rows of headers hold words only. */
const isHeaderRow = (cells: readonly Cell[]): boolean =>
  cells.some((cell) => typeof cell === 'string' && cell.trim() !== '') &&
  cells.every((cell) => cell === null || (typeof cell === 'string' && !readDecimal(cell).ok));

/** Each lower header with the upper one above it; an upper one without a text of its own continues to its right. */
function paired(top: readonly Cell[], below: readonly Cell[]): [Cell, Cell][] {
  let group: Cell = null;
  return Array.from({ length: Math.max(top.length, below.length) }, (_, index) => {
    const [upper, lower] = [blank(top[index]), blank(below[index])];
    if (upper !== null) group = upper;
    return lower === null || lower === upper ? [upper, null] : [group, lower];
  });
}

function mapHeader(pairs: readonly (readonly [Cell, Cell])[], rows: { first: number; last: number }): Header {
  const header: Header = { ...rows, columns: [], ignored: [], repeated: [] };
  for (const [index, [upper, lower]] of pairs.entries()) {
    const text = lower ?? upper;
    if (typeof text !== 'string' || text.trim() === '' || text.length > longestHeader) continue;
    const found = lower === null ? columnOf(text) : columnOf(text, typeof upper === 'string' && upper.length <= longestHeader ? upper : '');
    const earlier = header.columns.find((column) => column.name === found?.name);
    if (found === undefined) header.ignored.push({ header: text.trim(), index });
    else if (earlier !== undefined) header.repeated.push({ name: found.name, first: earlier.index, second: index });
    else header.columns.push({ ...found, exponent: isMoney(found.name) ? found.exponent : undefined, header: text.trim(), index });
  }
  return header;
}

const isMoney = (name: ColumnName): boolean => unitColumns[name].kind === 'money';

const blank = (cell: Cell | undefined): Cell => (cell === undefined || (typeof cell === 'string' && cell.trim() === '') ? null : cell);
