import { accept, type Checked } from '../checked.ts';
import { type CsvKey, readCsv } from './read-csv.ts';
import { readXlsx, type XlsxKey } from './read-xlsx.ts';
import type { Sheet } from './sheet.ts';

/** How a ZIP archive, which a workbook is, begins. */
const zipMark = [0x50, 0x4b, 0x03, 0x04];

/**
 * The sheets of an uploaded table, a workbook or CSV by its content and not by its name. Runs in a browser's worker and in
 * Node alike.
 * @example
 * const read = await readSheets(new Uint8Array(await file.arrayBuffer()))
 * if (read.ok) read.value[0]?.cells
 */
export async function readSheets(bytes: Uint8Array): Promise<Checked<Sheet[], CsvKey | XlsxKey>> {
  if (zipMark.every((byte, place) => bytes[place] === byte)) return readXlsx(bytes);
  const read = readCsv(bytes);
  return read.ok ? accept([{ cells: read.value.cells }]) : read;
}
