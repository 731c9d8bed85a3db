import { App, Button } from 'antd';
import { Suspense } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { reaches } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { openFields } from '../fields/drafts.ts';
import { office, operationEntry, resourceEntry } from '../office.ts';
import { RecordActions } from '../operations/buttons.tsx';
import { PrintButton } from '../operations/print-button.tsx';
import { failureText, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useDelete, useOne } from '../refine.ts';
import { Page } from '../ui/page.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { StatusTag } from '../ui/status-tag.tsx';
import { TabList } from '../ui/tab-list.tsx';
import { Course } from './course.tsx';
import { Details } from './details.tsx';
import { LiveRecords } from './live-records.tsx';
import { wordOf } from './row-words.ts';
import { useOwnTab, useRecordTabs } from './tabs.tsx';
import { useDefinition } from './use-definition.ts';
import { useOpenSteps } from './use-open-steps.ts';

/** The page of one record. */
export function ShowPage({ resource, id }: { resource: string; id: string }) {
  const definition = useDefinition(resource);
  const { query, result } = useOne<Row>({ resource, id, errorNotification: false });
  if (query.isError && !result) return <Failure isPage error={query.error} onRetry={() => void query.refetch()} />;
  if (!result) return <Loading />;
  return <Show definition={definition} record={result} />;
}

function Show({ definition, record }: { definition: ResourceDefinition; record: Row }) {
  const { l, many, t } = useWords();
  const [search, setSearch] = useSearchParams();
  const entry = resourceEntry(definition.name);
  const steps = useOpenSteps(definition, record);
  const raw = String(record[definition.title] ?? record.id);
  const title = l(entry.titleTexts?.[raw] ?? wordOf(office, definition.name, record, definition.title)) || raw;
  const details = { key: 'details', label: t('show.details'), content: <Details definition={definition} record={record} /> };
  const tabs = [...useOwnTab({ definition, record }), details, ...useRecordTabs({ definition, record })];
  const first = tabs[0]?.key ?? 'details';
  return (
    <Page
      title={title}
      crumbs={[{ label: many(entry.label), to: entry.path }, { label: title }]}
      tag={<StatusTag states={definition.states} status={record.status} />}
      actions={
        <>
          <EditActions definition={definition} record={record} />
          <PrintButton resource={definition.name} record={record} />
          <RecordActions definition={definition} record={record} openSteps={steps} />
        </>
      }
    >
      <Course definition={definition} record={record} isExceptional={(name) => operationEntry(name)?.kind === 'exception'} />
      <Suspense fallback={null}>
        <LiveRecords resource={definition.name} record={record} />
      </Suspense>
      <section className="panel">
        <TabList label={title} tabs={tabs} active={search.get('tab') ?? first} onChange={(tab) => setSearch(tab === first ? {} : { tab }, { replace: true })} />
      </section>
    </Page>
  );
}

function EditActions({ definition, record }: { definition: ResourceDefinition; record: Row }) {
  const { t, language } = useWords();
  const { actor } = useSession();
  const { modal, message } = App.useApp();
  const navigate = useNavigate();
  const { mutateAsync } = useDelete();
  const { path } = resourceEntry(definition.name);
  const canEdit = reaches(definition.access.update, actor, record) && Object.keys(openFields(definition.fields, 'edit')).length > 0;
  const remove = () =>
    modal.confirm({
      title: t('act.removeOf', { name: String(record[definition.title] ?? '') }),
      okText: t('act.remove'),
      okButtonProps: { danger: true },
      cancelText: t('act.cancel'),
      onOk: () =>
        mutateAsync({ resource: definition.name, id: record.id, successNotification: false, errorNotification: false }).then(
          () => navigate(path),
          (error: unknown) => void message.error(failureText(error, language, t('state.offline'))),
        ),
    });
  return (
    <>
      {canEdit && (
        <Link to={`${path}/${record.id}/edit`}>
          <Button tabIndex={-1}>{t('act.edit')}</Button>
        </Link>
      )}
      {reaches(definition.access.remove, actor, record) && (
        <Button danger onClick={remove}>
          {t('act.remove')}
        </Button>
      )}
    </>
  );
}
