import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { textOf } from '../fields/codec.ts';
import type { Row } from '../providers/data.ts';
import type { Words } from '../providers/i18n.tsx';
import type { TextKey } from '../texts.ts';
import { isProvisional, type Names, wordOf } from './row-words.ts';

export type Table = { readonly header: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };
type Source = {
  readonly definition: ResourceDefinition;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly titles: ReadonlyMap<string, string>;
  readonly words: Words;
  /** What names that rows hold are called. */
  readonly names?: Names;
};

/** Excel takes a file for UTF-8 only when it begins with this. */
const byteOrderMark = '\uFEFF';
/** First characters that make spreadsheets compute a cell, in both widths, and what may stand before them. */
const formulaStart = /^(?:[\s\u200b\ufeff\p{Cc}]*)(?:[=+\-@|%＝＋－＠｜％]|[\t\r\n])/u;
const plainNumber = /^-?\d{1,15}(\.\d+)?$/;

/** Labels of the columns that every record has. */
export const systemColumns: Readonly<Record<string, TextKey>> = { status: 'list.status', createdAt: 'list.createdAt', updatedAt: 'list.updatedAt' };

/** The rows of a list as people see them: masked values stay masked, references are titles. */
export function tableOf({ columns, rows, ...source }: Source): Table {
  const header = columns.map((name) => columnLabel(source.definition, name, source.words));
  return { header, rows: rows.map((row) => columns.map((name) => cellOf({ ...source, name, row }))) };
}

/** Label of a column, of a field or of what every record has. */
export function columnLabel(definition: ResourceDefinition, name: string, words: Pick<Words, 'l' | 't'>): string {
  const schema = definition.fields[name];
  const key = systemColumns[name];
  return schema ? words.l(metaOf(schema).label) : key ? words.t(key) : name;
}

/**
 * CSV that Excel in Chinese opens as it is: UTF-8 with a byte order mark, every cell quoted, no cell computed.
 * @example toCsv({ header: ['姓名'], rows: [['=1+1']] }) // '\uFEFF"姓名"\r\n"\'=1+1"\r\n'
 */
export const toCsv = ({ header, rows }: Table): string => byteOrderMark + [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

/** One cell: quoted, and with an apostrophe before what a spreadsheet would compute. */
export function csvCell(value: string | number): string {
  const text = String(value);
  const safe = formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

/** Hands a file to the person. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

type Cell = Omit<Source, 'columns' | 'rows'> & { readonly name: string; readonly row: Row };

function cellOf({ definition, name, row, titles, words, names = { operations: {}, endpoints: {} } }: Cell): string | number {
  const word = wordOf(names, definition.name, row, name);
  if (word) return words.l(word);
  if (name === 'status') return words.l(definition.states?.all[row.status]) || row.status;
  const schema = definition.fields[name];
  const value = row[name];
  if (!schema || value === undefined) return String(value ?? '');
  const meta = metaOf(schema);
  if (meta.kind === 'ref' || meta.kind === 'refs')
    return [value]
      .flat()
      .map((id) => titles.get(String(id)) ?? String(id))
      .join('、');
  if (isProvisional(definition, row, name)) return `${textOf(value, meta, words)} ${words.t('inbox.provisional')}`;
  if (typeof value !== 'number') return textOf(value, meta, words);
  const scale = { money: 100, area: 10_000, rate: 10_000 }[meta.kind as string] ?? 1;
  return value / scale;
}
