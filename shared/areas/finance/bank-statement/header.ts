import type { Cell } from '../../../kit/table-file/sheet.ts';
import { textOf } from './cells.ts';
import { columnOf, dateColumns, type StatementColumn } from './columns.ts';

/** Where a statement's columns stand, 0-based. */
export type StatementHeader = {
  readonly row: number;
  readonly at: Partial<Record<StatementColumn, number>>;
  /** A header whose amounts are in units of ten thousand yuan. */
  readonly tenThousands?: string;
  /** Money out is written with a minus in the one column of amounts. */
  readonly isSigned?: boolean;
};

/** A row must name at least this many columns to be a header: fewer occur in titles. */
const fewest = 3;
/** Longer texts are notes. */
const longestHeader = 60;

/** The header in a row, if the row names a date, an amount and one column more. The first of two equal names counts. */
export function headerAt(cells: readonly Cell[], row: number): StatementHeader | undefined {
  const at: Partial<Record<StatementColumn, number>> = {};
  let tenThousands: string | undefined;
  for (const [index, cell] of cells.entries()) {
    const text = typeof cell === 'string' && cell.length <= longestHeader ? textOf(cell) : undefined;
    const column = text === undefined ? undefined : columnOf(text);
    if (column === undefined) continue;
    at[column.name] ??= index;
    if (column.isTenThousands) tenThousands ??= text;
  }
  const hasDate = dateColumns.some((column) => at[column] !== undefined);
  const hasAmount = at.amount !== undefined || at.income !== undefined || at.expense !== undefined;
  if (!hasDate || !hasAmount || Object.keys(at).length < fewest) return undefined;
  return tenThousands === undefined ? { row, at } : { row, at, tenThousands };
}

/** Whether money in and money out have columns of their own. */
export const hasSides = ({ at }: StatementHeader): boolean => at.income !== undefined || at.expense !== undefined;

/** Whether anything tells money in from money out. */
export const tellsSides = (header: StatementHeader): boolean =>
  hasSides(header) || header.isSigned === true || header.at.direction !== undefined || header.at.type !== undefined;
