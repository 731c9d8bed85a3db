import { Form, Input, Radio, Select, Space } from 'antd';
import { type ReactNode, use } from 'react';
import { knownSettings, settingLabels } from '../../../shared/areas/settings/known-settings.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { loadResource } from '../office.ts';
import { clockUnits } from '../pages/setting-value.ts';
import { useWords } from '../providers/i18n.tsx';
import { codecs } from './codec.ts';
import type { InputProps } from './input-props.ts';
import { TextInput } from './text-input.tsx';

type Draft = Readonly<Record<string, unknown>>;
type PartProps = { readonly id: string; readonly label: string; readonly value: unknown; readonly onChange: (value: unknown) => void };

/** The value of a setting, asked for in the form that the chosen setting has; free JSON for anything else. */
export function SettingInput(props: InputProps) {
  const key: unknown = Form.useWatch('key');
  const preset = typeof key === 'string' && key in knownSettings ? knownSettings[key as keyof typeof knownSettings].presets.at(-1) : undefined;
  if (!preset) return <TextInput {...props} />;
  return <Parts key={String(key)} {...props} preset={{ ...preset.value }} />;
}

function Parts({ id = 'value', value, onChange, preset }: InputProps & { preset: Draft }) {
  const { t } = useWords();
  const draft: Draft = typeof value === 'object' && value !== null ? { ...value } : {};
  return (
    <Space wrap>
      {Object.keys(preset).map((name, place) => {
        const Part = parts[name] ?? NumberPart;
        const label = t(name in partTexts ? partTexts[name as keyof typeof partTexts] : 'settings.value');
        return (
          <Part
            key={name}
            id={place === 0 ? id : `${id}_${name}`}
            label={label}
            value={draft[name]}
            onChange={(next) => onChange?.({ ...preset, ...draft, [name]: next })}
          />
        );
      })}
    </Space>
  );
}

const partTexts = {
  count: 'settings.count',
  unit: 'settings.unit',
  ppm: 'settings.percent',
  fen: 'settings.yuan',
  times: 'settings.times',
  years: 'settings.years',
  individualsExempt: 'settings.exempt',
  names: 'settings.names',
  use: 'settings.use',
} as const;

const parts: Readonly<Record<string, (props: PartProps) => ReactNode>> = {
  ppm: (props) => <CodedPart {...props} kind="rate" />,
  fen: (props) => <CodedPart {...props} kind="money" />,
  unit: UnitPart,
  individualsExempt: FlagPart,
  names: NamesPart,
  use: UsePart,
};

const NumberPart = (props: PartProps) => <CodedPart {...props} kind="count" />;

/** What cannot be read stays as it was typed; the office refuses it with the reason. */
function CodedPart({ id, label, value, onChange, kind }: PartProps & { kind: 'rate' | 'money' | 'count' }) {
  const change = (text: string) => {
    const read = codecs[kind].read(text);
    onChange(read.ok && !text.endsWith('.') ? read.value : text);
  };
  return (
    <Input
      id={id}
      addonBefore={label}
      className="part-input"
      inputMode="decimal"
      value={String(codecs[kind].toDraft(value) ?? '')}
      onChange={(event) => change(event.target.value)}
    />
  );
}

function UnitPart({ id, label, value, onChange }: PartProps) {
  const { t } = useWords();
  const options = clockUnits.map((name) => ({ value: name, label: t(`settings.${name}`, { n: '' }).trim() }));
  return <Select id={id} aria-label={label} placeholder={label} value={value ?? null} onChange={onChange} options={options} className="part-input" />;
}

function FlagPart({ label, value, onChange }: PartProps) {
  const { t } = useWords();
  const options = [
    { value: true, label: `${label}：${t('value.yes')}` },
    { value: false, label: t('value.no') },
  ];
  return <Radio.Group aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} options={options} />;
}

function NamesPart({ id, label, value, onChange }: PartProps) {
  const { l } = useWords();
  const { holder } = use(loadResource('contractCopy')).fields;
  const options = Object.entries((holder && metaOf(holder).options) ?? {}).map(([name, text]) => ({ value: name, label: l(text) }));
  return (
    <Select
      id={id}
      aria-label={label}
      mode="multiple"
      placeholder={label}
      value={Array.isArray(value) ? value : []}
      onChange={onChange}
      options={options}
      className="part-names"
    />
  );
}

function UsePart({ id, label, value, onChange }: PartProps) {
  const { l } = useWords();
  const options = (['stampTax', 'stampTaxStatutory'] as const).map((name) => ({ value: name, label: l(settingLabels[name]) }));
  return <Select id={id} aria-label={label} placeholder={label} value={value ?? null} onChange={onChange} options={options} className="part-names" />;
}
