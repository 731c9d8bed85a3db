import { Button } from 'antd';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { RefInput } from '../fields/ref-input.tsx';
import { useWords } from '../providers/i18n.tsx';
import { ClearableSelect } from '../ui/clearable-select.tsx';
import { columnLabel } from './export.ts';
import { filterFields, withFilter } from './list-query.ts';

type Chosen = Readonly<Record<string, string>>;
type FiltersProps = {
  readonly definition: ResourceDefinition;
  readonly chosen: Chosen;
  /** What the list is in fact narrowed by, with what it begins with. */
  readonly partition: Chosen;
  readonly onChange: (chosen: Chosen) => void;
};

/** One filter for each field that selects an index. Two that no index serves together exclude each other. */
export function Filters({ definition, chosen, partition, onChange }: FiltersProps) {
  const { t } = useWords();
  const names = filterFields(definition).filter((name) => isChoosable(definition, name));
  if (names.length === 0) return null;
  return (
    <fieldset className="filters" aria-label={t('list.filters')}>
      {names.map((name) => (
        <Filter
          key={name}
          definition={definition}
          name={name}
          value={partition[name]}
          canClear={name in chosen}
          onChange={(value) => onChange(withFilter(definition, chosen, [name, value]))}
        />
      ))}
      {Object.keys(chosen).length > 0 && (
        <Button type="link" size="small" onClick={() => onChange({})}>
          {t('act.reset')}
        </Button>
      )}
    </fieldset>
  );
}

/** What is neither a record nor one of a few values cannot be chosen; such a list is reached from the record it is about. */
function isChoosable({ fields }: ResourceDefinition, name: string): boolean {
  const schema = fields[name];
  return name === 'status' || (schema !== undefined && metaOf(schema).kind !== 'text');
}

type FilterProps = {
  readonly definition: ResourceDefinition;
  readonly name: string;
  readonly value: string | undefined;
  /** What a list begins with because its index needs a value cannot be taken away. */
  readonly canClear: boolean;
  readonly onChange: (value: string | undefined) => void;
};

function Filter({ definition, name, value, canClear, onChange }: FilterProps) {
  const words = useWords();
  const { t } = words;
  const schema = definition.fields[name];
  const meta = schema && metaOf(schema);
  const label = columnLabel(definition, name, words);
  const id = `filter_${name}`;
  const options = optionsOf(definition, name, words);
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      {meta?.kind === 'ref' ? (
        <RefInput
          id={id}
          value={value}
          meta={meta}
          path={[name]}
          isOptional={canClear}
          onChange={(next) => onChange(typeof next === 'string' ? next : undefined)}
        />
      ) : (
        <ClearableSelect<string | null>
          id={id}
          value={value ?? null}
          canClear={canClear}
          options={options}
          placeholder={t('list.any')}
          aria-label={label}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )}
    </div>
  );
}

function optionsOf(definition: ResourceDefinition, name: string, { l, t }: Pick<ReturnType<typeof useWords>, 'l' | 't'>) {
  if (name === 'status') {
    const served = Object.values(definition.indexes).find((index) => index.partition.includes('status'))?.while;
    return Object.entries(definition.states?.all ?? {}).flatMap(([value, state]) => (served && !served.includes(value) ? [] : [{ value, label: l(state) }]));
  }
  const schema = definition.fields[name];
  const meta = schema && metaOf(schema);
  if (meta?.kind === 'flag') return [{ value: 'true', label: t('value.yes') }];
  return Object.entries(meta?.options ?? {}).map(([value, label]) => ({ value, label: l(label) }));
}
