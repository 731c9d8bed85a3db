import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { office } from '../office.ts';
import { officeToday } from '../providers/clock.ts';
import { failureText, type ListMeta, listPage, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { titlesOf } from '../providers/titles.ts';
import { download, type Table, tableOf, toCsv } from './export.ts';

/** Most rows of one export, and of one request for them. */
const mostRows = 2000;
const pageSize = 100;

type ExportProps = {
  readonly definition: ResourceDefinition;
  readonly columns: readonly string[];
  readonly query: ListMeta;
  /** What the file is called; the name of the list unless given. */
  readonly title?: string;
};

/** Writes the list, as it is filtered and with the chosen columns, to a file. Masked values stay masked. */
export function ExportButton({ definition, columns, query, title }: ExportProps) {
  const words = useWords();
  const { many, t } = words;
  const { message } = App.useApp();
  const { project } = useSession();
  const [isBusy, setBusy] = useState(false);
  const write = async (format: 'csv' | 'xlsx') => {
    setBusy(true);
    const note = message.loading(t('list.exporting', { n: 0 }), 0);
    try {
      const { rows, isCut } = await readAll(definition.name, query);
      const own = rows.filter((row) => !project || row.project === undefined || row.project === project);
      const table = tableOf({ definition, columns, rows: own, titles: await titlesFor(definition, columns, own), words, names: office });
      const name = `${title ?? many(definition.label)}-${officeToday()}.${format}`;
      download(name, format === 'csv' ? new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }) : await toXlsx(table));
      message.success(t(isCut ? 'list.exportedMost' : 'list.exported', { n: own.length }));
    } catch (error) {
      message.error(failureText(error, words.language, t('state.offline')));
    } finally {
      note();
      setBusy(false);
    }
  };
  const items = [
    { key: 'xlsx', label: t('list.xlsx'), onClick: () => void write('xlsx') },
    { key: 'csv', label: t('list.csv'), onClick: () => void write('csv') },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<DownloadOutlined aria-hidden="true" />} loading={isBusy}>
        {t('list.export')}
      </Button>
    </Dropdown>
  );
}

async function readAll(resource: string, query: ListMeta): Promise<{ rows: readonly Row[]; isCut: boolean }> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPage(resource, { ...query, limit: pageSize, ...(cursor ? { cursor } : {}) });
    rows.push(...page.data);
    cursor = page.next;
  } while (cursor && rows.length < mostRows);
  return { rows, isCut: cursor !== undefined };
}

async function titlesFor(definition: ResourceDefinition, columns: readonly string[], rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  let titles: ReadonlyMap<string, string> = new Map();
  for (const name of columns) {
    const schema = definition.fields[name];
    const to = schema && metaOf(schema).to;
    if (to)
      titles = await titlesOf(
        to,
        rows.flatMap((row) => [row[name] ?? []].flat().map(String)),
      );
  }
  return titles;
}

/** The library is loaded when it is needed. */
async function toXlsx({ header, rows }: Table): Promise<Blob> {
  const { default: writeXlsxFile } = await import('write-excel-file/browser');
  const head = header.map((value) => ({ value, fontWeight: 'bold' as const, backgroundColor: '#eef2f7' }));
  const body = rows.map((row) => row.map((value) => (typeof value === 'number' ? { value, type: Number } : { value, type: String })));
  return writeXlsxFile([head, ...body], { stickyRowsCount: 1, columns: header.map(() => ({ width: 18 })) } as never).toBlob();
}
