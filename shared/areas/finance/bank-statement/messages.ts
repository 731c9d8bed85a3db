import type { CheckParams } from '../../../kit/checked.ts';
import { fill } from '../../../kit/errors.ts';
import type { Label, Language } from '../../../kit/label.ts';
import { tableFileMessages } from '../../../kit/table-file/messages.ts';
import { valueMessages } from '../../../kit/value-messages.ts';

/** Texts for everything the reading of a bank statement may report; `{…}` names a parameter of the issue. */
export const statementMessages = {
  ...tableFileMessages,
  'header.missing': {
    zh: '没有找到表头：需要日期列，以及收入/支出列或金额列',
    en: 'No header found: a row naming the date and the money in or out, or the amount, is needed',
  },
  'header.unit': { zh: '“{header}”以万元为单位，请导出以元为单位的对账单', en: '“{header}” is in units of 10,000 yuan; export the statement in yuan' },
  'header.direction': { zh: '只有“金额”列，缺少借贷标志', en: 'There is only an amount column, and none that tells money in from money out' },
  'rows.none': { zh: '表头下没有明细', en: 'There is no transaction below the header' },
  'rows.tooMany': { zh: '明细超过 {max} 行，请分段导出', en: 'More than {max} rows; export the statement in parts' },
  'merges.tooMany': { zh: '合并单元格过多', en: 'There are too many merged cells' },
  'date.missing': { zh: '缺少日期', en: 'The date is missing' },
  'date.malformed': { zh: '日期“{text}”无法识别', en: 'The date “{text}” is not understood' },
  'amount.missing': { zh: '收入和支出都没有金额', en: 'There is no amount, neither in nor out' },
  'amount.bothSides': { zh: '收入和支出都有金额', en: 'There are amounts both in and out' },
  'amount.zero': { zh: '金额为零', en: 'The amount is zero' },
  'direction.unknown': { zh: '借贷标志“{text}”无法识别', en: 'The direction “{text}” is not understood' },
  'currency.foreign': { zh: '币种“{text}”不是人民币', en: 'The currency “{text}” is not CNY' },
  'serial.rounded': {
    zh: '流水号“{text}”已被表格软件四舍五入，请以文本格式导出',
    en: 'A spreadsheet has rounded the serial number “{text}”; export it as text',
  },
  'serial.repeated': { zh: '流水号与第 {other} 行重复', en: 'The serial number repeats row {other}' },
  'balance.break': {
    zh: '余额与上一笔不连续：应为 {expected}，现为 {got}',
    en: 'The balance does not follow from the row before: expected {expected}, got {got}',
  },
  'balance.opening': { zh: '期初余额应为 {expected}，现为 {got}', en: 'The opening balance should be {expected}, but is {got}' },
  'balance.closing': { zh: '期末余额应为 {expected}，现为 {got}', en: 'The closing balance should be {expected}, but is {got}' },
  'number.malformed': valueMessages['number.malformed'],
  'number.separators': valueMessages['number.separators'],
  'number.tooLong': valueMessages['number.tooLong'],
  'number.empty': valueMessages['number.empty'],
  'money.finerThanFen': valueMessages['money.finerThanFen'],
  'money.tooLarge': valueMessages['money.tooLarge'],
  'money.negative': valueMessages['money.negative'],
} as const satisfies Record<string, Label>;

export type StatementKey = keyof typeof statementMessages;

/** @example statementText({ key: 'serial.repeated', params: { other: 7 } }, 'zh') // '流水号与第 7 行重复' */
export const statementText = (issue: { readonly key: StatementKey; readonly params: CheckParams }, language: Language): string =>
  fill(statementMessages[issue.key][language], issue.params);
