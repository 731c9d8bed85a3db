import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { viewOf } from '../fields/views.tsx';
import { timeOf } from '../providers/clock.ts';
import { useWords } from '../providers/i18n.tsx';
import { StatusTag } from '../ui/status-tag.tsx';

/** The value of a field, a state or a system time as people read it. */
export function FieldValue({ definition, name, value }: { definition: ResourceDefinition; name: string; value: unknown }) {
  const { t } = useWords();
  const schema = definition.fields[name];
  if (value === undefined || value === null || value === '') {
    return (
      <span className="empty-value" title={t('value.none')}>
        —
      </span>
    );
  }
  if (name === 'status') return <StatusTag states={definition.states} status={String(value)} />;
  if (!schema) return <>{name.endsWith('At') ? timeOf(String(value)) : String(value)}</>;
  const meta = metaOf(schema);
  const View = viewOf(meta.kind);
  return <View value={value} meta={meta} />;
}
