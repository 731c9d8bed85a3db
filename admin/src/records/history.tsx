import { useState } from 'react';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { isSame } from '../fields/drafts.ts';
import { office, resourceEntry } from '../office.ts';
import { call } from '../providers/api.ts';
import { timeOf } from '../providers/clock.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { ClearableSelect } from '../ui/clearable-select.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { useLoad } from '../ui/use-load.ts';
import { eventLabel } from './event-texts.ts';
import { columnLabel } from './export.ts';
import { FieldValue } from './field-value.tsx';
import { wordOf } from './row-words.ts';

type Change = { readonly from?: unknown; readonly to?: unknown };
type Event = {
  readonly at: string;
  readonly actor?: string;
  readonly actorName?: string;
  readonly event: string;
  readonly reason?: string;
  /** What masked values were shown for, and which they were. */
  readonly purpose?: string;
  readonly fields?: readonly string[];
  readonly version?: string | number;
  readonly changes?: Readonly<Record<string, Change>>;
};

/** What happened to a record: who, when, why, and each field before and after. */
export function History({ definition, record }: { definition: ResourceDefinition; record: Row }) {
  const words = useWords();
  const { l, t } = words;
  const [field, setField] = useState<string>();
  const path = `${resourceEntry(definition.name).path}/${record.id}/history`;
  const { data, error, isLoading, reload } = useLoad(`history ${record.id} ${record.version}`, () => call<{ data: readonly Event[] }>(path));
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  const events = data.data.toSorted((a, b) => b.at.localeCompare(a.at)).filter((event) => !field || field in (event.changes ?? {}));
  const fields = [...new Set(data.data.flatMap((event) => Object.keys(event.changes ?? {})))].filter((name) => name in definition.fields || name === 'status');
  if (data.data.length === 0) return <Empty title={t('state.empty', { name: t('show.history') })} />;
  return (
    <>
      <div className="filters">
        <div className="filter">
          <label htmlFor="history-field">{t('history.field')}</label>
          <ClearableSelect<string | null>
            id="history-field"
            showSearch={{ optionFilterProp: 'label' }}
            canClear
            value={field ?? null}
            onChange={(next) => setField(next ?? undefined)}
            placeholder={t('list.any')}
            options={fields.map((name) => ({ value: name, label: columnLabel(definition, name, words) }))}
          />
        </div>
      </div>
      <ol className="timeline">
        {events.map((event) => (
          <li key={`${event.at} ${event.version} ${event.event}`}>
            <div className="timeline-head">
              <strong>{l(eventLabel(definition, event, office.operations))}</strong>
              <span>{event.actor === 'office' ? t('history.office') : event.actorName}</span>
              <time dateTime={event.at}>{timeOf(event.at)}</time>
              {event.version !== undefined && <span>{t('history.version', { n: event.version })}</span>}
            </div>
            {event.reason && <p>{t('history.reason', { text: event.reason })}</p>}
            {event.purpose && (
              <p>{t('history.purpose', { names: (event.fields ?? []).map((name) => columnLabel(definition, name, words)).join('、'), text: event.purpose })}</p>
            )}
            <Changes definition={definition} record={record} changes={event.changes ?? {}} only={field} />
          </li>
        ))}
      </ol>
    </>
  );
}

type ChangesProps = {
  readonly definition: ResourceDefinition;
  readonly record: Row;
  readonly changes: Readonly<Record<string, Change>>;
  readonly only: string | undefined;
};

function Changes({ definition, record, changes, only }: ChangesProps) {
  const words = useWords();
  const shown = Object.entries(changes).filter(
    ([name, { from, to }]) => (name in definition.fields || name === 'status') && (!only || name === only) && !isSame(from, to),
  );
  if (shown.length === 0) return null;
  return (
    <dl className="changes">
      {shown.map(([name, { from, to }]) => (
        <div key={name}>
          <dt>{columnLabel(definition, name, words)}</dt>
          <dd>
            {from !== undefined && (
              <>
                <del>
                  <ChangedValue definition={definition} record={record} name={name} value={from} />
                </del>
                <span aria-hidden="true"> → </span>
              </>
            )}
            <ins>
              <ChangedValue definition={definition} record={record} name={name} value={to} />
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Of a table only its length is told: the whole table stands on the record. */
function ChangedValue({ record, ...props }: { definition: ResourceDefinition; record: Row; name: string; value: unknown }) {
  const { l, t } = useWords();
  // The step of a to-do never changes, so that the record tells it.
  const word = wordOf(office, props.definition.name, record, props.name);
  if (word) return l(word);
  return Array.isArray(props.value) && typeof props.value[0] === 'object' ? t('value.rows', { n: props.value.length }) : <FieldValue {...props} />;
}
