import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { decide } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { resourceEntry } from '../office.ts';
import { ListOperations } from '../operations/buttons.tsx';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useList } from '../refine.ts';
import type { TextKey } from '../texts.ts';
import { Page } from '../ui/page.tsx';
import { Denied, Empty, Failure, Loading } from '../ui/states.tsx';
import { ColumnChoice, useColumns } from './columns.tsx';
import { ExportButton } from './export-button.tsx';
import { Filters } from './filters.tsx';
import { chooseList, filterFields } from './list-query.ts';
import { ListTable } from './list-table.tsx';
import { Pager } from './pager.tsx';
import { useDefinition } from './use-definition.ts';

/** The generated list of a resource. */
export function ListPage({ resource }: { resource: string }) {
  const definition = useDefinition(resource);
  const { actor, project } = useSession();
  const [search] = useSearchParams();
  if (decide(definition.access.read, actor) === false) return <Denied />;
  // Another project, filter or order is another list, which begins at its first page.
  return <List key={`${resource} ${project} ${search}`} definition={definition} />;
}

function List({ definition }: { definition: ResourceDefinition }) {
  const { many, t } = useWords();
  const { actor, project, projects } = useSession();
  const [search, setSearch] = useSearchParams();
  const chosen = useMemo(
    () => Object.fromEntries(filterFields(definition).flatMap((name) => (search.has(name) ? [[name, search.get(name) ?? '']] : []))),
    [definition, search],
  );
  const list = chooseList(definition, { project, actor, chosen });
  const order = search.get('order') === 'asc' || search.get('order') === 'desc' ? (search.get('order') as 'asc' | 'desc') : defaultOrder(list?.sort ?? []);
  const [stack, setStack] = useState<readonly (string | undefined)[]>([undefined]);
  const cursor = stack.at(-1);
  const { query, result } = useList<Row>({
    resource: definition.name,
    meta: { ...list, order, ...(cursor ? { cursor } : {}) },
    queryOptions: { enabled: list !== undefined, placeholderData: (before) => before },
    errorNotification: false,
  });
  const columns = useColumns(definition);
  const rows = result.data.filter((row) => !project || row.project === undefined || row.project === project);
  const entry = resourceEntry(definition.name);
  const projectName = projects.find((x) => x.id === project)?.name;
  const changeSearch = (next: Readonly<Record<string, string>>) => setSearch(next, { replace: true });
  const canCreate = decide(definition.access.create, actor) !== false;
  return (
    <Page
      title={many(entry.label)}
      tag={'project' in definition.fields && projectName ? <span className="scope">{t('list.scope', { name: String(projectName) })}</span> : undefined}
      actions={
        <>
          <ColumnChoice definition={definition} columns={columns} />
          {list && <ExportButton definition={definition} columns={columns.shown} query={{ ...list, order }} />}
          <ListOperations definition={definition} onDone={() => void query.refetch()} />
          {canCreate && <CreateLink definition={definition} />}
        </>
      }
    >
      <section className="panel list-panel" aria-busy={query.isFetching}>
        <Filters definition={definition} chosen={chosen} partition={list?.partition ?? {}} onChange={changeSearch} />
        {!list ? (
          <Empty title={t('state.choose')} />
        ) : query.isError && !query.data ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isLoading ? (
          <Loading />
        ) : rows.length === 0 ? (
          <NoRows definition={definition} isFiltered={Object.keys(chosen).length > 0} canCreate={canCreate} />
        ) : (
          <ListTable
            definition={definition}
            columns={columns.shown}
            rows={rows}
            sort={list.sort}
            order={order}
            onOrder={(next) => changeSearch({ ...chosen, order: next })}
          />
        )}
        <Pager count={rows.length} page={stack.length} next={(result as { next?: string }).next} onMove={setStack} />
      </section>
    </Page>
  );
}

/** Lists in the order of time or number show the latest first; lists by name begin at the beginning. */
const defaultOrder = (sort: readonly string[]): 'asc' | 'desc' => (/(At|On|number)$/.test(sort[0] ?? '') && sort[0] !== 'dueAt' ? 'desc' : 'asc');

/** What is made from a file has a page of its own for that. */
const importPages: Readonly<Record<string, { readonly to: string; readonly text: TextKey }>> = {
  priceList: { to: '/import', text: 'page.import' },
  bankStatement: { to: '/reconcile', text: 'page.reconcile' },
};

function CreateLink({ definition }: { definition: ResourceDefinition }) {
  const { t } = useWords();
  const { to, text } = importPages[definition.name] ?? { to: `${resourceEntry(definition.name).path}/create`, text: 'act.create' };
  return (
    <Link to={to}>
      <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} tabIndex={-1}>
        {t(text)}
      </Button>
    </Link>
  );
}

function NoRows({ definition, isFiltered, canCreate }: { definition: ResourceDefinition; isFiltered: boolean; canCreate: boolean }) {
  const { none, t } = useWords();
  if (isFiltered) return <Empty title={t('state.emptyFiltered')} />;
  return (
    <Empty
      title={none(definition.label)}
      help={t(definition.name in importPages ? 'state.emptyHelpImport' : canCreate ? 'state.emptyHelp' : 'state.emptyHelpOther')}
    />
  );
}
