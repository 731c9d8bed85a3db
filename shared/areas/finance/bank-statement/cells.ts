import { isPlainDate, type PlainDate } from '../../../kit/calendar/plain-date.ts';
import { accept, type Checked, refuse } from '../../../kit/checked.ts';
import { exactInteger, isSafe, readDecimal } from '../../../kit/decimal.ts';
import { type Fen, parseYuan } from '../../../kit/money.ts';
import type { Cell } from '../../../kit/table-file/sheet.ts';
import type { StatementKey } from './messages.ts';

type Read<T> = Checked<T | undefined, StatementKey>;

/** Day 25569 of a spreadsheet is 1970-01-01. */
const sheetEpoch = 25_569;
const dayMs = 86_400_000;
/** Day numbers of 2000 to 2099: other numbers are no dates. */
const sheetDays = { least: 36_526, most: 73_050 };
/** A spreadsheet keeps 15 digits of a number; longer serial numbers end in zeros that nobody wrote. */
const exactDigits = 15;

/** The text of a cell as one line; `undefined` for blanks and for the dashes that stand for nothing. */
export function textOf(cell: Cell | undefined): string | undefined {
  if (cell === null || cell === undefined || typeof cell === 'boolean') return undefined;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.toISOString().slice(0, 19).replace('T', ' ');
  // Excel writes ="0101" to CSV, and banks a tab or an apostrophe, to keep a long number a text.
  const text = String(cell)
    .replace(/^="(.*)"$/su, '$1')
    .normalize('NFKC')
    // Exports carry byte order marks and zero-width blanks, which a search would never find.
    .replace(/[\p{Cf}]/gu, '')
    .replace(/^['\s]+|\s+$/gu, '')
    .replace(/\s+/gu, ' ');
  return text === '' || /^[-–—/]+$/u.test(text) ? undefined : text;
}

const dateForms = [/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/u, /^(\d{4})(\d{2})(\d{2})(?:[ T]?\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?)?$/u];

/**
 * A date as banks write it: `2026-11-05`, `2026/11/5 10:11:12`, `20261105101112`, `2026年11月5日`, a spreadsheet's day. The
 * order of month and day is never guessed.
 */
export function readDate(cell: Cell | undefined): Read<PlainDate> {
  const text = textOf(cell);
  if (text === undefined) return accept(undefined);
  if (typeof cell === 'number' && cell >= sheetDays.least && cell < sheetDays.most)
    return accept(new Date((Math.floor(cell) - sheetEpoch) * dayMs).toISOString().slice(0, 10));
  for (const form of dateForms) {
    const [, year, month = '', day = ''] = form.exec(text) ?? [];
    const date = year === undefined ? '' : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (isPlainDate(date) && date >= '2000-01-01' && date < '2100-01-01') return accept(date);
  }
  return refuse('date.malformed', { text });
}

/** Yuan in fen, to the fen and never rounded; a spreadsheet's number is taken at its 15 digits. */
export function readAmount(cell: Cell | undefined): Read<Fen> {
  const text = textOf(cell);
  if (text === undefined) return accept(undefined);
  if (typeof cell !== 'number') return parseYuan(text, { allowNegative: true });
  const read = readDecimal(cell);
  if (!read.ok) return read;
  const fen = exactInteger(read.value, 2);
  if (fen === undefined) return refuse('money.finerThanFen', { text });
  return isSafe(fen) ? accept(Number(fen)) : refuse('money.tooLarge', { text });
}

/** A serial number, unless a spreadsheet has made it a rounded number. */
export function readSerial(cell: Cell | undefined): Read<string> {
  const text = textOf(cell);
  const isRounded = text !== undefined && ((typeof cell === 'number' && text.replace(/\D/g, '').length > exactDigits) || /^\d(?:\.\d+)?e\+\d+$/iu.test(text));
  return isRounded ? refuse('serial.rounded', { text }) : accept(text?.replace(/\s/gu, ''));
}

const directions: readonly (readonly [RegExp, 1 | -1])[] = [
  [/^(?:贷方?|收入?|来账?|转入|入账?|存入|进|c|cr|credit|\+)$/iu, 1],
  [/^(?:借方?|支出?|付款?|往账?|转出|出账?|支取|d|dr|debit|-)$/iu, -1],
];

/** 1 for money in, -1 for money out. */
export function readDirection(cell: Cell | undefined): Read<1 | -1> {
  const raw = typeof cell === 'string' ? cell.normalize('NFKC').trim() : '';
  // A lone minus sign means money out here, where elsewhere dashes mean nothing.
  const text = raw === '-' ? raw : textOf(cell);
  if (text === undefined) return accept(undefined);
  const sign = directions.find(([pattern]) => pattern.test(text))?.[1];
  return sign === undefined ? refuse('direction.unknown', { text }) : accept(sign);
}

/** Whether a currency is the yuan, or not said. */
export const isYuan = (text: string | undefined): boolean => text === undefined || /^(?:人民币元?|rmb|cny|¥|156)$/iu.test(text);
