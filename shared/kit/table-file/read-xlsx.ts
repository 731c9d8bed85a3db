import readWorkbook from 'read-excel-file/universal';
import { accept, type Checked, refuse } from '../checked.ts';
import type { Cell, Merge, Sheet } from './sheet.ts';
import { unzip, type ZipKey, zipStored } from './unzip.ts';

export type XlsxKey = ZipKey | 'file.isXls' | 'file.tooManyCells';

/** Most bytes of XML in a workbook: 100,000 rows of a price list take about 60 MB. */
const maxBytes = 128 * 1024 * 1024;
/** Most cells of the rectangle a sheet spans; one stray cell in the last row and column would ask for 17 billion. */
const maxCells = 5_000_000;

const oldOfficeMark = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Reads the sheets of an .xlsx workbook with their merged cells, in a browser, a worker or Node. Old .xls and encrypted
 * files, damaged ones, and those that unpack to more than any table of the office are refused.
 * @example const read = await readXlsx(new Uint8Array(await file.arrayBuffer()))
 */
export async function readXlsx(bytes: Uint8Array): Promise<Checked<Sheet[], XlsxKey>> {
  if (oldOfficeMark.every((byte, place) => bytes[place] === byte)) return refuse('file.isXls');
  const unzipped = await unzip(bytes, { wanted: (name) => /\.(?:xml|xml\.rels)$/.test(name), maxBytes });
  if (!unzipped.ok) return unzipped;
  const files = unzipped.value;
  const paths = sheetPaths(files);
  const xmls = paths.map((path) => textOf(files, path));
  const huge = xmls.findIndex((xml) => rectangleOf(xml) > maxCells);
  if (huge >= 0) return refuse('file.tooManyCells', { sheet: huge + 1, max: maxCells });
  for (const [index, xml] of xmls.entries()) showErrors(files, paths[index] ?? '', xml);
  // Handed over unpacked: the reader would otherwise trust the sizes in the archive, and start a worker of its own from a blob.
  const read = await sheetsOf(zipStored(files).buffer);
  if (read === undefined) return refuse('file.notXlsx');
  return accept(read.map(({ sheet, data }, index) => ({ name: sheet, cells: data, merges: mergesOf(xmls[index] ?? '') })));
}

/** The reader's sheets; `undefined` where the workbook is damaged, for which it throws errors of many kinds. */
async function sheetsOf(buffer: ArrayBuffer): Promise<{ sheet: string; data: Cell[][] }[] | undefined> {
  try {
    const sheets = await readWorkbook(buffer, { trim: false });
    // Its declaration says `typeof Date` where the cells hold Date objects.
    return sheets as unknown as { sheet: string; data: Cell[][] }[];
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Paths of the sheets in the order of the workbook. */
function sheetPaths(files: ReadonlyMap<string, Uint8Array>): string[] {
  const targets = new Map<string, string>();
  for (const [tag] of textOf(files, 'xl/_rels/workbook.xml.rels').matchAll(/<(?:\w+:)?Relationship\s[^<>]*>/g)) {
    const target = attribute(tag, 'Target');
    targets.set(attribute(tag, 'Id'), target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  const sheets = textOf(files, 'xl/workbook.xml').matchAll(/<(?:\w+:)?sheet\s[^<>]*>/g);
  return [...sheets].map(([tag]) => targets.get(attribute(tag, '\\w+:id')) ?? '');
}

/** Failed formulas become their text, `#REF!`: the reader gives them as empty cells, and a price would be missed. */
function showErrors(files: Map<string, Uint8Array>, path: string, xml: string): void {
  const shown = xml.replace(/(<(?:\w+:)?c\s[^<>]*?\bt=")e"/g, '$1str"');
  if (shown !== xml) files.set(path, new TextEncoder().encode(shown));
}

/** Rows times columns up to the last cell a sheet names. */
function rectangleOf(xml: string): number {
  let [rows, columns] = [0, 0];
  for (const [, letters, digits] of xml.matchAll(/<(?:\w+:)?(?:c|row)\s[^<>]*?\br="([A-Z]{0,3})(\d{1,7})"/g)) {
    rows = Math.max(rows, Number(digits));
    columns = Math.max(columns, columnNumber(letters ?? ''));
  }
  return rows * columns;
}

function mergesOf(xml: string): Merge[] {
  const found = xml.matchAll(/<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g);
  return [...found].map(([, left = '', top, right = '', bottom]) => ({
    top: Number(top) - 1,
    left: columnNumber(left) - 1,
    bottom: Number(bottom) - 1,
    right: columnNumber(right) - 1,
  }));
}

/** A is 1, Z 26, AA 27. */
const columnNumber = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

const attribute = (tag: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

function textOf(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  const bytes = files.get(path);
  return bytes === undefined ? '' : new TextDecoder().decode(bytes);
}
