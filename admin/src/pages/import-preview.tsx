import { Button, Tag } from 'antd';
import { useState } from 'react';
import { unitColumns } from '../../../shared/areas/projects/price-list/columns.ts';
import { issueText } from '../../../shared/areas/projects/price-list/messages.ts';
import type { Issue, ParsedUnit } from '../../../shared/areas/projects/price-list/unit-row.ts';
import { formatArea } from '../../../shared/kit/area.ts';
import { formatYuan } from '../../../shared/kit/money.ts';
import { useWords, type Words } from '../providers/i18n.tsx';
import { download, toCsv } from '../records/export.ts';
import { DataTable } from '../ui/data-table.tsx';
import { TabList } from '../ui/tab-list.tsx';
import type { SheetResult } from './import.worker.ts';

/** Rows that are shown; the file itself has the rest. */
const shownRows = 200;

/** What would be imported, and what is wrong: by row of the file, with the reason. */
export function ImportPreview({ sheet }: { sheet: SheetResult }) {
  const words = useWords();
  const { l, t, language } = words;
  const columns = sheet.columns.map(({ name }) => ({
    key: name,
    title: l(unitColumns[name].label),
    ...(['area', 'money', 'floor'].includes(unitColumns[name].kind) ? { align: 'right' as const } : {}),
    render: (_: unknown, unit: ParsedUnit) => cellText(unit, name),
  }));
  const issues = [...sheet.issues].toSorted((a, b) => a.level.localeCompare(b.level) || a.row - b.row);
  const save = () => download(`${sheet.name}.csv`, new Blob([toCsv(issueTable(issues, words))], { type: 'text/csv;charset=utf-8' }));
  const unitsTab = {
    key: 'units',
    label: t('import.preview', { n: Math.min(shownRows, sheet.rows.length) }),
    content: (
      <DataTable<ParsedUnit>
        rowKey="row"
        columns={[{ key: 'row', title: t('import.row'), dataIndex: 'row', width: 70 }, ...columns]}
        dataSource={sheet.rows.slice(0, shownRows)}
        scroll={{ x: 'max-content', y: 420 }}
      />
    ),
  };
  const issuesTab = {
    key: 'issues',
    label: `${t('import.problem')} ${issues.length}`,
    content: (
      <>
        <Button size="small" onClick={save} className="spaced">
          {t('import.errorRows')}
        </Button>
        <DataTable<Issue>
          rowKey={(issue) => `${issue.row} ${issue.column} ${issue.key}`}
          dataSource={issues.slice(0, shownRows)}
          scroll={{ x: 'max-content', y: 420 }}
          columns={[
            { key: 'row', title: t('import.row'), width: 70, render: (_, { row }) => row || '—' },
            {
              key: 'level',
              title: t('import.level'),
              width: 80,
              render: (_, { level }) => <Tag color={level === 'error' ? 'red' : 'orange'}>{t(`import.${level}`)}</Tag>,
            },
            { key: 'column', title: t('import.column'), width: 110, render: (_, { column }) => (column ? l(unitColumns[column].label) : '—') },
            { key: 'problem', title: t('import.problem'), isHead: true, render: (_, issue) => issueText(issue, language) },
          ]}
        />
      </>
    ),
  };
  const [tab, setTab] = useState(issues.some(({ level }) => level === 'error') ? 'issues' : 'units');
  return <TabList label={t('page.import')} tabs={issues.length > 0 ? [unitsTab, issuesTab] : [unitsTab]} active={tab} onChange={setTab} />;
}

function cellText(unit: ParsedUnit, name: keyof typeof unitColumns): string {
  const value: unknown = Reflect.get(unit, name);
  if (typeof value !== 'number') return String(value ?? '');
  const { kind } = unitColumns[name];
  return kind === 'money' ? formatYuan(value, { symbol: '' }) : kind === 'area' ? formatArea(value) : String(value);
}

const issueTable = (issues: readonly Issue[], { l, t, language }: Pick<Words, 'l' | 't' | 'language'>) => ({
  header: [t('import.row'), t('import.level'), t('import.column'), t('import.problem')],
  rows: issues.map((issue) => [issue.row, t(`import.${issue.level}`), issue.column ? l(unitColumns[issue.column].label) : '', issueText(issue, language)]),
});
