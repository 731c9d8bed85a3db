import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { formatYuan } from '../../kit/money.ts';
import { payerField } from './payer-field.ts';

/** Lines of a statement that one call of `bankStatement.import` takes. */
export const linesOfOneCall = 100;

export const directions = { in: label('收入', 'In'), out: label('支出', 'Out') };

/** A line as the import takes it. */
export const importedColumns = {
  row: f.count('文件行号', 'Row of the file'),
  identity: f.text('行标识', 'Identity', { most: 100 }),
  bookedOn: f.date('交易日', 'Booked on'),
  direction: f.choice('方向', 'Direction', directions),
  amount: f.money('金额', 'Amount'),
  serial: f.text('流水号', 'Serial no.', { optional: true, most: 60 }),
  payer: payerField({ optional: true, zh: '对方户名', en: 'Counterparty' }),
  purpose: f.text('摘要', 'Purpose', { optional: true }),
};

type Movement = { readonly bookedOn: string; readonly direction: keyof typeof directions; readonly amount: number; readonly serial?: string };

/**
 * What people call a line of a statement: its day, its amount with the sign of the movement, and its serial number.
 *
 * @example nameOfLine({ bookedOn: '2026-10-12', direction: 'in', amount: 12_300, serial: 'L-3' }) // '2026-10-12 +123.00 L-3'
 */
export const nameOfLine = ({ bookedOn, direction, amount, serial }: Movement): string =>
  [bookedOn, `${direction === 'in' ? '+' : '-'}${formatYuan(amount, { symbol: '' })}`, ...(serial ? [serial] : [])].join(' ');
