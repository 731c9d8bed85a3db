import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import writeXlsxFile from 'write-excel-file/node';
import { encodeGb18030 } from '../../../../kit/table-file/encode-gb18030.ts';
import type { Cell } from '../../../../kit/table-file/sheet.ts';
import { sampleList } from './sample-list.ts';

// Run by hand after a change of sample-list.ts: node shared/areas/projects/price-list/sample/make-sample.ts
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { cells, merges } = sampleList();

const spans = new Map(merges.map(({ top, left, bottom, right }) => [`${top} ${left}`, { rowSpan: bottom - top + 1, columnSpan: right - left + 1 }]));
const isHeader = (row: number): boolean => row === 0 || cells[row]?.[0] === '幢号';

function styled(cell: Cell, row: number, column: number) {
  if (cell === null || cell instanceof Date) return null;
  const style = { ...spans.get(`${row} ${column}`), ...(isHeader(row) ? { fontWeight: 'bold' as const, align: 'center' as const } : {}) };
  return typeof cell === 'number'
    ? { value: cell, type: Number, format: Number.isInteger(cell) ? '#,##0' : '#,##0.00', ...style }
    : { value: String(cell), type: String, ...style };
}

const data = cells.map((row, y) => row.map((cell, x) => styled(cell, y, x)));
/** Widths in characters. */
const columns = [10, 9, 7, 8, 15, 15, 18, 18, 15, 14, 20, 18, 14, 10].map((width) => ({ width }));
await writeXlsxFile(data, { sheet: '一房一价表', columns, stickyRowsCount: 4 }).toFile(here('price-list-1200.xlsx'));

// A small list of one entrance as an old system exports it: GBK, blanks where cells were merged.
const small = cells.slice(0, 4 + 12).map((row) => row.map((cell) => quoted(String(cell ?? ''))).join(','));
writeFileSync(here('price-list-gb18030.csv'), encodeGb18030(`${small.join('\r\n')}\r\n`));

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
