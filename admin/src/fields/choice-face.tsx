import { Radio, Select, Tag } from 'antd';
import { useWords } from '../providers/i18n.tsx';
import { textOf } from './codec.ts';
import type { Face, InputProps } from './face.ts';

function ChoiceInput({ id, value, onChange, onBlur, meta }: InputProps) {
  const { l, t } = useWords();
  const options = Object.entries(meta.options ?? {}).map(([name, label]) => ({ value: name, label: l(label) }));
  return (
    <Select
      {...(id ? { id } : {})}
      {...(onBlur ? { onBlur } : {})}
      value={value}
      onChange={(next) => onChange?.(next)}
      options={options}
      mode={meta.kind === 'choices' ? 'multiple' : (undefined as never)}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={l(meta.label)}
      placeholder={options.length > 8 ? t('value.search') : ''}
    />
  );
}

function ChoiceView({ value, meta }: Parameters<Face['View']>[0]) {
  return <>{textOf(value, meta, useWords())}</>;
}

function ChoicesView({ value, meta }: Parameters<Face['View']>[0]) {
  const { l } = useWords();
  return (
    <span className="tags">
      {(Array.isArray(value) ? value : []).map((name) => (
        <Tag key={String(name)}>{l(meta.options?.[String(name)]) || String(name)}</Tag>
      ))}
    </span>
  );
}

/** One or several of a fixed set of options. */
export const choiceFace: Face = { View: ChoiceView, Input: ChoiceInput };
export const choicesFace: Face = { View: ChoicesView, Input: ChoiceInput };

function FlagInput({ id, value, onChange, meta }: InputProps) {
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

/** Yes or no; neither is taken for granted. */
export const flagFace: Face = { View: ChoiceView, Input: FlagInput };
