import { accept, type Checked, refuse } from '../checked.ts';

export type CsvKey = 'file.empty' | 'file.encoding' | 'file.notText' | 'file.isXls' | 'file.unclosedQuote';
export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
export type Csv = { cells: string[][]; encoding: CsvEncoding; delimiter: string };

/** In the order of preference when two occur equally often. */
const delimiters = [',', '\t', ';'];

/** Beginnings of a file that settle its encoding. */
const marks: readonly { bytes: readonly number[]; encoding: CsvEncoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];
/** Beginnings of files that are no text: old Excel or encrypted Office, and ZIP (which .xlsx is). */
const foreign: readonly { bytes: readonly number[]; key: CsvKey }[] = [
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], key: 'file.isXls' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], key: 'file.notText' },
];

/**
 * Reads CSV as spreadsheets save it in China: UTF-8 or GB18030 (or UTF-16 with a mark), quoted as RFC 4180 says, between
 * commas, tabs or semicolons. A row of the result is a row of the sheet, also where quoted cells hold line breaks.
 * @example readCsv(new TextEncoder().encode('房号,总价\r\n101,"1,000"')) // cells [['房号', '总价'], ['101', '1,000']]
 */
export function readCsv(bytes: Uint8Array): Checked<Csv, CsvKey> {
  const alien = foreign.find((kind) => startsWith(bytes, kind.bytes));
  if (alien !== undefined) return refuse(alien.key);
  const decoded = decode(bytes);
  if (decoded === undefined) return refuse('file.encoding');
  const { text, encoding } = decoded;
  if (text.includes('\0')) return refuse('file.notText');
  if (text.trim() === '') return refuse('file.empty');
  const delimiter = delimiterOf(text);
  const cells = split(text, delimiter);
  return typeof cells === 'number' ? refuse('file.unclosedQuote', { row: cells }) : accept({ cells, encoding, delimiter });
}

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, place) => bytes[place] === byte);

/** GB18030 takes almost any bytes, so UTF-8, which does not, is tried first. */
function decode(bytes: Uint8Array): { text: string; encoding: CsvEncoding } | undefined {
  const marked = marks.find((mark) => startsWith(bytes, mark.bytes));
  for (const encoding of marked === undefined ? (['utf-8', 'gb18030'] as const) : [marked.encoding]) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}

/** The delimiter that occurs most often outside quotes near the beginning, where titles stand too. */
function delimiterOf(text: string): string {
  const sample = text.slice(0, 20_000).replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => sample.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Rows of cells, or the row in which a quotation mark is opened and never closed. */
function split(text: string, delimiter: string): string[][] | number {
  const rows: string[][] = [];
  let row: string[] = [];
  let start = 0;
  while (start <= text.length) {
    const cell = text[start] === '"' ? quoted(text, start) : plain(text, start, delimiter);
    if (cell === undefined) return rows.length + 1;
    // Characters between a closing quote and the delimiter belong to the cell, as Excel reads them.
    const rest = text[start] === '"' ? plain(text, cell.end, delimiter) : undefined;
    row.push(cell.value + (rest?.value ?? ''));
    const end = rest?.end ?? cell.end;
    if (text[end] === delimiter) {
      start = end + 1;
      continue;
    }
    rows.push(row);
    row = [];
    start = end + (text.startsWith('\r\n', end) ? 2 : 1);
    if (start >= text.length) break;
  }
  return rows;
}

function quoted(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

function plain(text: string, start: number, delimiter: string): { value: string; end: number } {
  let end = start;
  for (; end < text.length; end += 1) {
    const char = text[end];
    if (char === delimiter || char === '\n' || char === '\r') break;
  }
  return { value: text.slice(start, end), end };
}
