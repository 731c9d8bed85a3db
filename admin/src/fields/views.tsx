import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type FieldKind, type FieldMeta, metaOf } from '../../../shared/kit/fields/field.ts';
import { resourceEntry, resourceOfId } from '../office.ts';
import { settingText } from '../pages/setting-value.ts';
import { useWords } from '../providers/i18n.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { TitleText } from '../ui/title-text.tsx';
import { codecs, textOf } from './codec.ts';

type ViewProps = { readonly value: unknown; readonly meta: FieldMeta };
type View = (props: ViewProps) => ReactNode;

const units: Readonly<Record<string, string>> = { area: ' m²', rate: '%' };
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function TextView({ value, meta }: ViewProps) {
  return <span className="text-value">{textOf(value, meta, useWords())}</span>;
}

/** A line of text. The id of a record of any kind leads there by its title. */
function LineView(props: ViewProps) {
  const text = String(props.value ?? '');
  const entry = resourceOfId(text);
  if (!entry) return <TextView {...props} />;
  return (
    <Link to={`${entry.path}/${text}`}>
      <TitleText resource={entry.name} id={text} />
    </Link>
  );
}

/** Amounts, areas, dates: figures of one width, with their unit. */
function NumberView({ value, meta }: ViewProps) {
  const text = textOf(value, meta, useWords());
  return <span className="number-value">{meta.kind === 'money' ? `¥${text}` : `${text}${units[meta.kind] ?? ''}`}</span>;
}

function OptionView({ value, meta }: ViewProps) {
  return textOf(value, meta, useWords());
}

function OptionsView({ value, meta }: ViewProps) {
  const { l } = useWords();
  return (
    <span className="tags">
      {listOf(value).map((name) => (
        <Tag key={String(name)}>{l(meta.options?.[String(name)]) || String(name)}</Tag>
      ))}
    </span>
  );
}

function RefView({ value, meta }: ViewProps) {
  if (typeof value !== 'string' || !meta.to) return String(value ?? '');
  return (
    <Link to={`${resourceEntry(meta.to).path}/${value}`}>
      <TitleText resource={meta.to} id={value} />
    </Link>
  );
}

function RefsView({ value, meta }: ViewProps) {
  return (
    <span className="tags">
      {listOf(value).map((id) => (
        <RefView key={String(id)} value={id} meta={meta} />
      ))}
    </span>
  );
}

function CodeView({ value }: ViewProps) {
  return <code className="hash-value">{String(value)}</code>;
}

function SettingView({ value }: ViewProps) {
  return <span className="data-value">{settingText(value, useWords())}</span>;
}

function RowsView({ value, meta }: ViewProps) {
  const { l } = useWords();
  const columns = Object.entries(meta.columns ?? {}).map(([name, schema]) => {
    const column = metaOf(schema);
    const Cell = viewOf(column.kind);
    const align = codecs[column.kind].isNumeric ? { align: 'right' as const } : {};
    return {
      key: name,
      title: l(column.label),
      dataIndex: name,
      ...align,
      render: (cell: unknown) => (cell === undefined ? '' : <Cell value={cell} meta={column} />),
    };
  });
  const rows = listOf(value).map((row, place) => ({ ...Object(row), key: place }));
  return <DataTable rowKey="key" columns={columns} dataSource={rows} className="rows-view" />;
}

/** One entry for each kind of field: how it is read. How it is written stands in `inputs.ts`, which lists do not load. */
const views: Readonly<Record<FieldKind, View>> = {
  text: LineView,
  note: TextView,
  serial: TextView,
  ref: RefView,
  refs: RefsView,
  money: NumberView,
  area: NumberView,
  rate: NumberView,
  count: NumberView,
  flag: OptionView,
  date: NumberView,
  instant: NumberView,
  choice: OptionView,
  choices: OptionsView,
  personName: TextView,
  phone: TextView,
  idNumber: TextView,
  address: TextView,
  creditCode: TextView,
  hash: CodeView,
  rows: RowsView,
  data: SettingView,
};

/** How values of a kind are read. */
export const viewOf = (kind: FieldKind): View => views[kind];
