import { Drawer, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { resourceEntry } from '../office.ts';
import { RecordActions } from '../operations/buttons.tsx';
import { listPage, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { FieldValue } from '../records/field-value.tsx';
import { useDefinition } from '../records/use-definition.ts';
import { useOne } from '../refine.ts';
import { ClearableSelect } from '../ui/clearable-select.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { StatusTag } from '../ui/status-tag.tsx';
import { useLoad } from '../ui/use-load.ts';
import { BoardView } from './board-view.tsx';
import { SubscribeButton } from './subscribe-button.tsx';

/** The unit board: every unit of a building in its place, with its state in colour and words (C3). */
export default function BoardPage() {
  const { t } = useWords();
  const { project } = useSession();
  const { data, error, isLoading, reload } = useLoad(project && `buildings ${project}`, () =>
    allOf('building', { index: 'byProject', partition: { project: project ?? '' } }),
  );
  return (
    <Page title={t('page.board')}>
      {error ? (
        <Failure error={error} onRetry={reload} />
      ) : isLoading ? (
        <Loading />
      ) : !data || data.length === 0 ? (
        <section className="panel">
          <Empty title={t('board.none')} action={<Link to="/import">{t('page.import')}</Link>} />
        </section>
      ) : (
        <Buildings buildings={data} />
      )}
    </Page>
  );
}

function Buildings({ buildings }: { buildings: readonly Row[] }) {
  const { t } = useWords();
  const definition = useDefinition('unit');
  const [search, setSearch] = useSearchParams();
  const sorted = buildings.toSorted((a, b) => String(a.name).localeCompare(String(b.name), 'zh', { numeric: true }));
  const building = sorted.find((x) => x.id === search.get('building')) ?? sorted[0];
  const { data, error, isLoading, reload } = useLoad(building && `board ${building.id}`, () =>
    allOf('unit', { index: 'byBuilding', partition: { building: building?.id ?? '' } }),
  );
  const options = sorted.map((x) => ({ value: x.id, label: String(x.name) }));
  const change = (id: string) => setSearch({ building: id }, { replace: true });
  return (
    <section className="panel board-panel">
      <div className="filters">
        {options.length <= 8 ? (
          <Segmented options={options} value={building?.id ?? ''} onChange={change} aria-label={t('board.building')} />
        ) : (
          <Select
            options={options}
            value={building?.id ?? null}
            onChange={change}
            aria-label={t('board.building')}
            showSearch={{ optionFilterProp: 'label' }}
          />
        )}
      </div>
      {error ? (
        <Failure error={error} onRetry={reload} />
      ) : isLoading || !data ? (
        <Loading />
      ) : (
        <Building key={building?.id} definition={definition} units={data} />
      )}
    </section>
  );
}

function Building({ definition, units }: { definition: ResourceDefinition; units: readonly Row[] }) {
  const { l, t } = useWords();
  const [status, setStatus] = useState('');
  const [layout, setLayout] = useState<string>();
  const [openId, setOpenId] = useState<string>();
  const states = Object.entries(definition.states?.all ?? {});
  const layouts = useMemo(() => [...new Set(units.map((unit) => unit.layout).filter((x) => x !== undefined))].map(String).toSorted(), [units]);
  const matches = (unit: Row) => (status === '' || unit.status === status) && (!layout || unit.layout === layout);
  const open = units.find((unit) => unit.id === openId);
  const count = (name: string) => units.filter((unit) => unit.status === name).length;
  return (
    <>
      <fieldset className="legend" aria-label={t('board.legend')}>
        <button type="button" className="legend-item" aria-pressed={status === ''} onClick={() => setStatus('')}>
          {t('board.all')} {units.length}
        </button>
        {states.map(([name, label]) => (
          <button
            key={name}
            type="button"
            className={`legend-item unit-${name}`}
            aria-pressed={status === name}
            onClick={() => setStatus(status === name ? '' : name)}
          >
            <i aria-hidden="true" />
            {l(label)} {count(name)}
          </button>
        ))}
        {layouts.length > 1 && (
          <ClearableSelect<string | null>
            canClear
            size="small"
            value={layout ?? null}
            onChange={(next) => setLayout(next ?? undefined)}
            placeholder={t('board.layout')}
            aria-label={t('board.layout')}
            options={layouts.map((value) => ({ value, label: value }))}
          />
        )}
        <span className="hint board-keys">{t('board.keys')}</span>
      </fieldset>
      <BoardView definition={definition} units={units} matches={matches} onOpen={(unit) => setOpenId(unit.id)} />
      <Drawer
        open={open !== undefined}
        onClose={() => setOpenId(undefined)}
        afterOpenChange={(isOpen) => isOpen && document.querySelector<HTMLElement>('.unit-actions button, .unit-actions a')?.focus()}
        title={String(open?.code ?? '')}
        size={420}
      >
        {open && <UnitCard definition={definition} unit={open} />}
      </Drawer>
    </>
  );
}

function UnitCard({ definition, unit }: { definition: ResourceDefinition; unit: Row }) {
  const { l, t } = useWords();
  // A row of a list has no version, and without one nothing can be changed.
  const { result: record } = useOne<Row>({ resource: definition.name, id: unit.id, errorNotification: false });
  const names = definition.list.filter((name) => name !== definition.title && name !== 'project');
  return (
    <div className="unit-card">
      <StatusTag states={definition.states} status={unit.status} />
      <dl className="pairs">
        {names.map((name) => (
          <div key={name}>
            <dt>{definition.fields[name] ? l(metaOf(definition.fields[name]).label) : name}</dt>
            <dd>
              <FieldValue definition={definition} name={name} value={unit[name]} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="unit-actions">
        <SubscribeButton unit={unit} />
        {record && <RecordActions definition={definition} record={record} />}
        <Link to={`${resourceEntry('unit').path}/${unit.id}`}>{t('board.record')}</Link>
      </div>
    </div>
  );
}

/** Every row of a list, page by page; a building has some hundreds of units at most. */
async function allOf(resource: string, query: Parameters<typeof listPage>[1]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPage(resource, { ...query, limit: 100, ...(cursor ? { cursor } : {}) });
    rows.push(...page.data);
    cursor = page.next;
  } while (cursor);
  return rows;
}
