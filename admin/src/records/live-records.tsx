import { Link } from 'react-router';
import { decide } from '../../../shared/kit/access.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import type { Relation } from '../../build/describe-office.ts';
import { resourceEntry } from '../office.ts';
import { listPage, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { StatusTag } from '../ui/status-tag.tsx';
import { useLoad } from '../ui/use-load.ts';
import { columnLabel } from './export.ts';
import { RowValue } from './row-value.tsx';
import { columnsOf } from './row-words.ts';
import { useDefinition } from './use-definition.ts';

/** The days of what there is never more than one of beside a record, such as the filing of a contract. */
export function LiveRecords({ record, resource }: { record: Row; resource: string }) {
  const { actor } = useSession();
  const relations = resourceEntry(resource).relations.filter((relation) => relation.live && decide(resourceEntry(relation.resource).read, actor) !== false);
  return relations.map((relation) => <Live key={relation.resource} relation={relation} record={record} />);
}

function Live({ relation: { resource, index, field, live = [] }, record }: { relation: Relation; record: Row }) {
  const { data } = useLoad(`live ${resource} ${record.id} ${record.version}`, () =>
    listPage(resource, { index, partition: { [field]: record.id }, order: 'desc' }),
  );
  const row = data?.data.find(({ status }) => live.length === 0 || live.includes(status));
  return row ? <Days resource={resource} row={row} /> : null;
}

function Days({ resource, row }: { resource: string; row: Row }) {
  const words = useWords();
  const definition = useDefinition(resource);
  const { label, path } = resourceEntry(resource);
  const isDay = (name: string) => {
    const schema = definition.fields[name];
    return schema !== undefined && ['date', 'instant'].includes(metaOf(schema).kind) && row[name] !== undefined;
  };
  const days = columnsOf(definition).filter(isDay);
  if (days.length === 0) return null;
  return (
    <section className="panel live-record" aria-label={words.l(label)}>
      <Link to={`${path}/${row.id}`}>{words.l(label)}</Link>
      <StatusTag states={definition.states} status={row.status} />
      <dl>
        {days.map((name) => (
          <div key={name}>
            <dt>{columnLabel(definition, name, words)}</dt>
            <dd>
              <RowValue definition={definition} row={row} name={name} isWordy />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
