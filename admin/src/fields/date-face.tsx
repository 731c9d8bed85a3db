import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { officeToday } from '../providers/clock.ts';
import { useWords } from '../providers/i18n.tsx';
import { textOf } from './codec.ts';
import type { Face, InputProps } from './face.ts';

function View({ value, meta }: Parameters<Face['View']>[0]) {
  return <span className="number-value">{textOf(value, meta, useWords())}</span>;
}

const isDate = (value: unknown): value is string => typeof value === 'string' && value !== '';

function DateInput({ id, value, onChange, onBlur }: InputProps) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(onBlur ? { onBlur } : {})}
      value={isDate(value) ? dayjs(value) : null}
      onChange={(next) => onChange?.(next ? next.format('YYYY-MM-DD') : undefined)}
      defaultPickerValue={dayjs(officeToday())}
      format={['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D', 'YYYY.M.D']}
      className="wide"
    />
  );
}

/** A civil date. */
export const dateFace: Face = { View, Input: DateInput };

function InstantInput({ id, value, onChange, onBlur }: InputProps) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(onBlur ? { onBlur } : {})}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      value={isDate(value) ? dayjs(value) : null}
      onChange={(next) => onChange?.(next ? next.toDate().toISOString() : undefined)}
      className="wide"
    />
  );
}

/** An instant, shown in the office's time zone. */
export const instantFace: Face = { View, Input: InstantInput };
