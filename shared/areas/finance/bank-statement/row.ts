import type { Checked, Refusal } from '../../../kit/checked.ts';
import type { Fen } from '../../../kit/money.ts';
import type { Cell } from '../../../kit/table-file/sheet.ts';
import { isYuan, readAmount, readDate, readDirection, readSerial, textOf } from './cells.ts';
import { dateColumns, type StatementColumn } from './columns.ts';
import { hasSides, type StatementHeader } from './header.ts';
import type { StatementKey } from './messages.ts';
import type { StatementIssue, StatementLine } from './statement.ts';

/** A transaction, or everything that is wrong with its row. */
export type RowOutcome = { readonly line: StatementLine } | { readonly issues: readonly StatementIssue[] };

/** Reads a row below the header as a transaction. */
export function readRow(header: StatementHeader, cells: readonly Cell[], row: number): RowOutcome {
  const issues: StatementIssue[] = [];
  const at = (column: StatementColumn): Cell | undefined => (header.at[column] === undefined ? undefined : cells[header.at[column]]);
  const tell = (column: StatementColumn, key: StatementKey, params: StatementIssue['params'] = {}) => issues.push({ row, column, key, params });
  const read = <T>(column: StatementColumn, reader: (cell: Cell | undefined) => Checked<T | undefined, StatementKey>): T | undefined => {
    const found = reader(at(column));
    if (!found.ok) tell(column, (found as Refusal<StatementKey>).key, found.params);
    return found.ok ? found.value : undefined;
  };
  // What could not be read is told already, and not told again as missing.
  const tellAmount: Tell = (column, key, params) => issues.some((issue) => amountColumns.has(issue.column)) || tell(column, key, params);
  const dateColumn =
    dateColumns.find((column) => textOf(at(column)) !== undefined) ?? dateColumns.find((column) => header.at[column] !== undefined) ?? 'tradedOn';
  const on = read(dateColumn, readDate);
  if (on === undefined && issues.length === 0) tell(dateColumn, 'date.missing');
  const amountFen = hasSides(header) ? sidesOf(read, tellAmount) : signedOf({ header, cells }, read, tellAmount);
  const [serial, balanceFen] = [read('serial', readSerial), read('balance', readAmount)];
  const currency = textOf(at('currency'));
  if (!isYuan(currency)) tell('currency', 'currency.foreign', { text: currency ?? '' });
  if (on === undefined || amountFen === undefined || issues.length > 0) return { issues };
  const texts = {
    // Where both parties are told, the other one of money out is the payee.
    payer: (amountFen < 0 ? textOf(at('payee')) : undefined) ?? textOf(at('payer')),
    payerAccount: (amountFen < 0 ? accountOf(at('payeeAccount')) : undefined) ?? accountOf(at('payerAccount')),
    summary: joined(...(['type', 'summary', 'purpose', 'remark'] as const).map((column) => textOf(at(column)))),
  };
  return { line: { row, on, amountFen, ...known({ serial, balanceFen, ...texts }) } };
}

type Reader = <T>(column: StatementColumn, reader: (cell: Cell | undefined) => Checked<T | undefined, StatementKey>) => T | undefined;
type Tell = (column: StatementColumn, key: StatementKey, params?: StatementIssue['params']) => void;

const amountColumns: ReadonlySet<StatementColumn | undefined> = new Set(['income', 'expense', 'amount', 'direction']);

/** Two columns, of which banks leave the other blank or write 0.00. A negative amount is a correction (红字). */
function sidesOf(read: Reader, tell: Tell): Fen | undefined {
  const [income, expense] = [read('income', readAmount), read('expense', readAmount)];
  if (income === undefined && expense === undefined) tell('income', 'amount.missing');
  else if (income && expense) tell('income', 'amount.bothSides');
  else if (!income && !expense) tell('income', 'amount.zero');
  else return (income ?? 0) - (expense ?? 0);
  return undefined;
}

/** One column with a direction beside it, or with signs of its own. */
function signedOf({ header, cells }: { header: StatementHeader; cells: readonly Cell[] }, read: Reader, tell: Tell): Fen | undefined {
  const [amount, sign] = [read('amount', readAmount), header.at.direction === undefined ? typeSign(header, cells) : read('direction', readDirection)];
  if (amount === undefined) tell('amount', 'amount.missing');
  else if (amount === 0) tell('amount', 'amount.zero');
  else if (sign === undefined && header.isSigned) return amount;
  else if (sign === undefined) tell('direction', 'direction.unknown', { text: textOf(cells[header.at.direction ?? header.at.type ?? -1]) ?? '' });
  // Some banks write the sign in both columns.
  else return sign === -1 && amount < 0 ? amount : amount * sign;
  return undefined;
}

/** The direction that a type of transaction tells, if it does. */
function typeSign(header: StatementHeader, cells: readonly Cell[]): 1 | -1 | undefined {
  const read = header.at.type === undefined ? undefined : readDirection(cells[header.at.type]);
  return read?.ok ? read.value : undefined;
}

/** An account number that a spreadsheet has rounded says nothing. */
function accountOf(cell: Cell | undefined): string | undefined {
  const read = readSerial(cell);
  return read.ok ? read.value : undefined;
}

const joined = (...texts: readonly (string | undefined)[]): string | undefined =>
  [...new Set(texts.filter((text) => text !== undefined))].join(' ') || undefined;

const known = <T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  // Keys without a value are left out, as records have none.
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
