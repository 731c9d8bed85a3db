import { useState } from 'react';
import { statementColumns } from '../../../../shared/areas/finance/bank-statement/columns.ts';
import { statementText } from '../../../../shared/areas/finance/bank-statement/messages.ts';
import type { IdentifiedLine, StatementFile } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';
import type { StatementIssue } from '../../../../shared/areas/finance/bank-statement/statement.ts';
import { formatYuan } from '../../../../shared/kit/money.ts';
import { useWords } from '../../providers/i18n.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { TabList } from '../../ui/tab-list.tsx';

/** Rows that are shown; the file itself has the rest. */
const shownRows = 200;

/** What would be imported, and what is wrong: by row of the file, with the reason. */
export function StatementPreview({ statement: { lines, issues } }: { statement: StatementFile }) {
  const { t } = useWords();
  const linesTab = { key: 'lines', label: t('reconcile.lines', { n: Math.min(shownRows, lines.length) }), content: <Lines lines={lines} /> };
  const issuesTab = { key: 'issues', label: `${t('import.problem')} ${issues.length}`, content: <Issues issues={issues} /> };
  const [tab, setTab] = useState(issues.length > 0 ? 'issues' : 'lines');
  return <TabList label={t('page.reconcile')} tabs={issues.length > 0 ? [linesTab, issuesTab] : [linesTab]} active={tab} onChange={setTab} />;
}

function Lines({ lines }: { lines: readonly IdentifiedLine[] }) {
  const { l, t } = useWords();
  const side = (key: 'income' | 'expense', isShown: (fen: number) => boolean) => ({
    key,
    title: l(statementColumns[key].label),
    align: 'right' as const,
    render: (_: unknown, { amountFen }: IdentifiedLine) => isShown(amountFen) && <span className="number-value">{formatYuan(Math.abs(amountFen))}</span>,
  });
  return (
    <DataTable<IdentifiedLine>
      rowKey="row"
      dataSource={lines.slice(0, shownRows)}
      scroll={{ x: 'max-content', y: 420 }}
      columns={[
        { key: 'row', title: t('import.row'), dataIndex: 'row', width: 70 },
        { key: 'on', title: l(statementColumns.tradedOn.label), dataIndex: 'on', isHead: true },
        side('income', (fen) => fen > 0),
        side('expense', (fen) => fen < 0),
        { key: 'serial', title: l(statementColumns.serial.label), dataIndex: 'serial' },
        { key: 'payer', title: l(statementColumns.payer.label), dataIndex: 'payer' },
        { key: 'summary', title: l(statementColumns.summary.label), dataIndex: 'summary' },
      ]}
    />
  );
}

function Issues({ issues }: { issues: readonly StatementIssue[] }) {
  const { l, t, language } = useWords();
  return (
    <DataTable<StatementIssue>
      rowKey={(issue) => `${issue.row} ${issue.column} ${issue.key}`}
      dataSource={issues.slice(0, shownRows)}
      scroll={{ x: 'max-content', y: 420 }}
      columns={[
        { key: 'row', title: t('import.row'), width: 70, render: (_, { row }) => row || '—' },
        { key: 'column', title: t('import.column'), width: 110, render: (_, { column }) => (column ? l(statementColumns[column].label) : '—') },
        { key: 'problem', title: t('import.problem'), isHead: true, render: (_, issue) => statementText(issue, language) },
      ]}
    />
  );
}
