import { Input } from 'antd';
import type { InputProps } from './input-props.ts';

/** What the keyboard of a phone should offer for a kind of text. */
const keyboards = { phone: 'tel', money: 'decimal', area: 'decimal', rate: 'decimal', count: 'numeric' } as const;
const units = { money: '元', area: 'm²', rate: '%' } as const;

/** Whatever is written as text: lines, notes, identifiers, and numbers with their unit, so that nothing is rounded while it is typed. */
export function TextInput({ id, value, onChange, onBlur, meta }: InputProps) {
  const { kind } = meta;
  const props = {
    ...(id ? { id } : {}),
    ...(onBlur ? { onBlur } : {}),
    value: String(value ?? ''),
    onChange: (event: { target: { value: string } }) => onChange?.(event.target.value),
    autoComplete: 'off',
  };
  if (kind === 'note' || kind === 'data') return <Input.TextArea {...props} autoSize={{ minRows: 2, maxRows: 8 }} />;
  const unit = kind in units ? units[kind as keyof typeof units] : undefined;
  return (
    <Input
      {...props}
      {...(unit ? { suffix: unit } : {})}
      {...(kind in keyboards ? { inputMode: keyboards[kind as keyof typeof keyboards] } : {})}
      className={unit ? 'number-input' : ''}
    />
  );
}
