import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { Link } from 'react-router';
import { decide } from '../../../shared/kit/access.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { formatYuan } from '../../../shared/kit/money.ts';
import { operationEntry, resourceEntry } from '../office.ts';
import { OperationDialog } from '../operations/lazy-dialog.tsx';
import { call } from '../providers/api.ts';
import { useClockOffset } from '../providers/clock.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { columnLabel } from '../records/export.ts';
import { fieldColumn } from '../records/field-column.tsx';
import { FieldValue } from '../records/field-value.tsx';
import { useDefinition } from '../records/use-definition.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Page } from '../ui/page.tsx';
import { Denied, Empty, Failure, Loading } from '../ui/states.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { useLoad } from '../ui/use-load.ts';

type DueLine = {
  readonly receivable: string;
  readonly contract: string;
  readonly customer: string;
  readonly kind: string;
  readonly sequence: number;
  readonly dueOn: string;
  readonly unpaid: number;
  readonly overdueDays: number;
  readonly damages: number;
  readonly lastCall?: { readonly calledOn: string; readonly answer: string; readonly promisedOn: string | null };
};
type DueList = { readonly until: string; readonly lines: readonly DueLine[]; readonly isCut: boolean };

/** What buyers have to pay soon or should have paid; what they say when called is written down in place. */
export default function DueListPage() {
  const { t } = useWords();
  const { actor, project, projects } = useSession();
  const offset = useClockOffset();
  const [until, setUntil] = useState<string>();
  const list = operationEntry('receivable.dueList');
  const { data, error, isLoading, reload } = useLoad(`due ${project} ${until} ${offset}`, () =>
    call<{ data: DueList }>(`${resourceEntry('receivable').path}/due-list`, { query: { project, until } }),
  );
  useFirstFocus('.due-call', data);
  if (!list || decide(list.allow, actor) === false) return <Denied />;
  const lines = data?.data.lines ?? [];
  const name = String(projects.find((x) => x.id === project)?.name ?? '');
  return (
    <Page
      title={t('page.due')}
      tag={<span className="scope">{t('list.scope', { name })}</span>}
      actions={
        <>
          <label htmlFor="due-until">{t('due.until')}</label>
          <DatePicker
            id="due-until"
            value={until ? dayjs(until) : data ? dayjs(data.data.until) : null}
            onChange={(next) => setUntil(next ? next.format('YYYY-MM-DD') : undefined)}
          />
        </>
      }
    >
      <section className="panel">
        {error ? (
          <Failure error={error} onRetry={reload} />
        ) : isLoading || !data ? (
          <Loading />
        ) : lines.length === 0 ? (
          <Empty title={t('due.none')} help={t('due.noneHelp')} />
        ) : (
          <>
            <p className="hint">
              {t('due.count', { n: lines.length, late: lines.filter(({ overdueDays }) => overdueDays > 0).length })}{' '}
              {data.data.isCut && t('due.cut', { n: lines.length })}
            </p>
            <DueTable lines={lines} onDone={reload} />
          </>
        )}
      </section>
    </Page>
  );
}

function DueTable({ lines, onDone }: { lines: readonly DueLine[]; onDone: () => void }) {
  const words = useWords();
  const { l, t } = words;
  const { actor } = useSession();
  const [called, setCalled] = useState<DueLine>();
  const receivable = useDefinition('receivable');
  const kinds = receivable.fields.kind && metaOf(receivable.fields.kind).options;
  const record = operationEntry('callResult.record');
  const canCall = record !== undefined && decide(record.allow, actor) !== false;
  const field = (name: 'contract' | 'customer' | 'dueOn') => fieldColumn<DueLine>(receivable, name, words);
  const money = (key: 'unpaid' | 'damages', title: string) => ({
    key,
    title,
    align: 'right' as const,
    render: (_: unknown, line: DueLine) => <span className="number-value">{formatYuan(line[key])}</span>,
  });
  const about = ({ kind, sequence }: DueLine) => `${l(kinds?.[kind])} ${sequence}`;
  return (
    <>
      <DataTable<DueLine>
        rowKey="receivable"
        dataSource={lines}
        columns={[
          field('contract'),
          field('customer'),
          {
            key: 'kind',
            title: columnLabel(receivable, 'kind', words),
            render: (_, line) => <Link to={`${resourceEntry('receivable').path}/${line.receivable}`}>{about(line)}</Link>,
          },
          field('dueOn'),
          {
            key: 'overdue',
            title: t('inbox.overdue'),
            render: (_, { overdueDays }) =>
              overdueDays > 0 ? <span className="late">{t('ledger.overdue', { n: overdueDays })}</span> : <span className="hint">{t('ledger.notDue')}</span>,
          },
          money('unpaid', t('ledger.left')),
          money('damages', t('ledger.damages')),
          { key: 'lastCall', title: t('due.lastCall'), render: (_, { lastCall }) => lastCall && <LastCall {...lastCall} /> },
          ...(canCall
            ? [
                {
                  key: 'actions',
                  title: t('list.actions'),
                  render: (_: unknown, line: DueLine) => (
                    <Button size="small" className="due-call" aria-label={`${l(record.label)} ${about(line)} ${line.dueOn}`} onClick={() => setCalled(line)}>
                      {l(record.label)}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {called && record && (
        <OperationDialog
          operation={record}
          about={about(called)}
          prefill={{ receivable: called.receivable }}
          onClose={() => setCalled(undefined)}
          onDone={onDone}
        />
      )}
    </>
  );
}

function LastCall({ calledOn, answer, promisedOn }: NonNullable<DueLine['lastCall']>) {
  const { t } = useWords();
  const definition = useDefinition('callResult');
  return (
    <>
      {calledOn} <FieldValue definition={definition} name="answer" value={answer} />{' '}
      {promisedOn && <span className="hint">{t('due.promised', { date: promisedOn })}</span>}
    </>
  );
}
