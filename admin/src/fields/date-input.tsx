import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { officeToday } from '../providers/clock.ts';
import type { InputProps } from './input-props.ts';

const isDate = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A civil date. */
export function DateInput({ id, value, onChange, onBlur }: InputProps) {
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

/** An instant, shown in the office's time zone. */
export function InstantInput({ id, value, onChange, onBlur }: InputProps) {
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
