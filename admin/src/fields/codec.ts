import { formatArea, parseArea } from '../../../shared/kit/area.ts';
import type { Checked } from '../../../shared/kit/checked.ts';
import { exactInteger, readDecimal } from '../../../shared/kit/decimal.ts';
import type { FieldKind, FieldMeta } from '../../../shared/kit/fields/field.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { formatYuan, parseYuan } from '../../../shared/kit/money.ts';
import { timeOf } from '../providers/clock.ts';
import type { wordsIn } from '../providers/i18n.tsx';

type Words = Pick<ReturnType<typeof wordsIn>, 'l' | 't'>;

/** How the values of a kind of field stand in a form and in a text. A draft is what the input holds while a person types. */
export type Codec = {
  readonly toDraft: (value: unknown) => unknown;
  /** The value a draft stands for; `undefined` for an empty one. */
  readonly read: (draft: unknown) => Checked<unknown>;
  readonly toText: (value: unknown, meta: FieldMeta, words: Words) => string;
  readonly isNumeric?: boolean;
};

const accept = (value: unknown): Checked<unknown> => ({ ok: true, value });
const same = (value: unknown): unknown => value;
const text = (value: unknown): string => String(value ?? '');

const plain: Codec = { toDraft: same, read: (draft) => accept(text(draft).trim() === '' ? undefined : text(draft)), toText: text };

/** Numbers are drafted as people write them, so that nothing typed is lost or rounded. */
const numeric = (format: (value: number) => string, parse: (text: string) => Checked<number>): Codec => ({
  toDraft: (value) => (typeof value === 'number' ? format(value) : value),
  read: (draft) => (text(draft).trim() === '' ? accept(undefined) : parse(text(draft))),
  toText: (value) => (typeof value === 'number' ? format(value) : text(value)),
  isNumeric: true,
});

const scaled =
  (digits: number) =>
  (draft: string): Checked<number> => {
    const read = readDecimal(draft.trim().replace(/%$/, ''));
    if (!read.ok) return read;
    const value = exactInteger(read.value, digits);
    return value === undefined ? { ok: false, key: 'field.number', params: {} } : { ok: true, value: Number(value) };
  };

const list = (one: (item: unknown, meta: FieldMeta, words: Words) => string): Codec => ({
  toDraft: (value) => value ?? [],
  read: (draft) => accept(Array.isArray(draft) && draft.length > 0 ? draft : undefined),
  toText: (value, meta, words) => (Array.isArray(value) ? value.map((item) => one(item, meta, words)).join('、') : ''),
});

const option = (value: unknown, meta: FieldMeta, { l }: Words): string => l(meta.options?.[text(value)]) || text(value);

/** One entry for each kind of field. */
export const codecs: Readonly<Record<FieldKind, Codec>> = {
  text: plain,
  note: plain,
  serial: plain,
  ref: plain,
  refs: list(text),
  money: numeric(
    (fen) => formatYuan(fen, { symbol: '' }),
    (draft) => parseYuan(draft),
  ),
  area: numeric(formatArea, parseArea),
  rate: numeric((ppm) => String(ppm / 10_000), scaled(4)),
  count: numeric(String, scaled(0)),
  flag: { toDraft: same, read: accept, toText: (value, _, { t }) => (typeof value === 'boolean' ? t(value ? 'value.yes' : 'value.no') : '') },
  date: plain,
  instant: { ...plain, toText: (value) => (value ? timeOf(text(value)) : '') },
  choice: { ...plain, toText: option },
  choices: list(option),
  personName: plain,
  phone: plain,
  idNumber: plain,
  address: plain,
  creditCode: plain,
  hash: plain,
  rows: {
    toDraft: (value) => value ?? [],
    read: (draft) => accept(Array.isArray(draft) && draft.length > 0 ? draft : undefined),
    toText: (value, meta, words) => (Array.isArray(value) ? value.map((row) => rowText(row, meta, words)).join('；') : ''),
  },
  data: {
    toDraft: (value) => (value === undefined ? undefined : JSON.stringify(value, null, 2)),
    read: readJson,
    toText: (value) => (value === undefined ? '' : JSON.stringify(value)),
  },
};

/** The text of a value, as lists, exports and comparisons show it; ids of records stay ids. */
export const textOf = (value: unknown, meta: FieldMeta, words: Words): string =>
  value === undefined || value === null ? '' : codecs[meta.kind].toText(value, meta, words);

function rowText(row: unknown, meta: FieldMeta, words: Words): string {
  const cells = Object.entries(meta.columns ?? {}).map(([name, schema]) => textOf(Reflect.get(Object(row), name), metaOf(schema), words));
  return cells.filter((cell) => cell !== '').join(' ');
}

function readJson(draft: unknown): Checked<unknown> {
  if (typeof draft !== 'string') return accept(draft);
  if (draft.trim() === '') return accept(undefined);
  try {
    return accept(JSON.parse(draft));
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, key: 'value.dataFormat', params: {} };
    throw error;
  }
}
