import { Radio } from 'antd';
import { useWords } from '../providers/i18n.tsx';
import { ClearableSelect } from '../ui/clearable-select.tsx';
import type { InputProps } from './input-props.ts';

/** One or several of a fixed set of options. */
export function ChoiceInput({ id, value, onChange, onBlur, meta, isOptional = false }: InputProps) {
  const { l, t } = useWords();
  const options = Object.entries(meta.options ?? {}).map(([name, label]) => ({ value: name, label: l(label) }));
  return (
    <ClearableSelect<unknown>
      {...(id ? { id } : {})}
      {...(onBlur ? { onBlur } : {})}
      value={value}
      onChange={(next) => onChange?.(next)}
      options={options}
      mode={meta.kind === 'choices' ? 'multiple' : (undefined as never)}
      canClear={isOptional}
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={l(meta.label)}
      placeholder={options.length > 8 ? t('value.search') : ''}
    />
  );
}

/** Yes or no; neither is taken for granted. */
export function FlagInput({ id, value, onChange, meta }: InputProps) {
  const { l, t } = useWords();
  return (
    <Radio.Group
      {...(id ? { id } : {})}
      value={value}
      onChange={(event) => onChange?.(event.target.value)}
      aria-label={l(meta.label)}
      options={[
        { value: true, label: t('value.yes') },
        { value: false, label: t('value.no') },
      ]}
    />
  );
}
