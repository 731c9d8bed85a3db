import type { CheckParams } from '../../../kit/checked.ts';
import { fill } from '../../../kit/errors.ts';
import type { Label, Language } from '../../../kit/label.ts';
import { tableFileMessages } from '../../../kit/table-file/messages.ts';
import { valueMessages } from '../../../kit/value-messages.ts';

/** Texts for everything the reading of a price list may report; `{…}` names a parameter of the issue. */
export const priceListMessages = {
  ...tableFileMessages,
  'header.missing': {
    zh: '没有找到表头：需要“房号”和至少两个已知列名',
    en: 'No header found: a row naming the room number and two more known columns is needed',
  },
  'column.missing': { zh: '缺少“{zh}”列', en: 'The column “{en}” is missing' },
  'column.repeated': {
    zh: '“{zh}”列出现两次（第 {first}、{second} 列），只读取前一列',
    en: 'The column “{en}” occurs twice (columns {first} and {second}); the first is read',
  },
  'rows.none': { zh: '表头下没有房源', en: 'There is no unit below the header' },
  'merges.tooMany': { zh: '合并单元格过多', en: 'There are too many merged cells' },
  'building.fromTitle': { zh: '没有楼栋列，按标题取为“{building}”', en: 'There is no building column; “{building}” is taken from the title' },
  'cell.filledDown': { zh: '“{zh}”有 {count} 个空格按上一行填写', en: '“{en}”: {count} empty cells take the value above' },
  'cell.required': { zh: '请填写', en: 'Required' },
  'cell.type': {
    zh: '应为文字或数字，现为“{text}”（可能被表格软件改成了日期）',
    en: 'Expected text or a number, got “{text}” (a spreadsheet may have made it a date)',
  },
  'cell.formulaError': { zh: '公式出错：{text}', en: 'The formula failed: {text}' },
  'floor.malformed': { zh: '楼层“{text}”无法识别', en: 'The floor “{text}” is not understood' },
  'floor.range': { zh: '楼层“{text}”跨层，取 {floor}', en: 'The unit spans the floors “{text}”; {floor} is taken' },
  'floor.differs': { zh: '楼层按上一行取 {floor}，与房号 {room} 不符', en: 'The floor {floor} is taken from above, but the room is {room}' },
  'floor.inferred': { zh: '{count} 套的楼层由房号得出', en: 'The floor of {count} units is taken from the room number' },
  'area.sum': { zh: '套内 {inner} 加公摊 {shared} 不等于建筑面积 {gross}', en: 'Inner {inner} and shared {shared} do not add up to {gross}' },
  'area.innerLarger': { zh: '套内面积 {inner} 大于建筑面积 {gross}', en: 'The inner area {inner} is larger than the floor area {gross}' },
  'price.notPositive': { zh: '价格必须大于零', en: 'A price must be more than zero' },
  'price.tooLarge': { zh: '价格过大：{text}', en: 'The price is too large: {text}' },
  'price.mismatch': { zh: '单价乘面积得 {expected}，与总价 {total} 不符', en: 'Unit price times area is {expected}, but the total is {total}' },
  'price.scale': {
    zh: '单价乘面积得 {expected}，总价 {total} 相差一万倍，请核对“元”与“万元”',
    en: 'Unit price times area is {expected}, ten thousand times off the total {total}; check yuan and 万元',
  },
  'price.computed': {
    zh: '“{zh}”缺 {count} 处，由面积和另一价格算出',
    en: '“{en}” is missing {count} times and is computed from the area and the other price',
  },
  'price.discountHigher': { zh: '优惠后总价 {discounted} 高于总价 {total}', en: 'The discounted total {discounted} is higher than the total {total}' },
  'unit.duplicate': { zh: '{unit} 与第 {other} 行重复', en: '{unit} repeats row {other}' },
  'number.malformed': valueMessages['number.malformed'],
  'number.separators': valueMessages['number.separators'],
  'number.tooLong': valueMessages['number.tooLong'],
  'area.notPositive': valueMessages['area.notPositive'],
  'area.tooLarge': valueMessages['area.tooLarge'],
  'text.tooLong': valueMessages['text.tooLong'],
  'text.forbidden': valueMessages['text.forbidden'],
} as const satisfies Record<string, Label>;

export type IssueKey = keyof typeof priceListMessages;

/**
 * The text of an issue in one language.
 * @example issueText({ key: 'unit.duplicate', params: { unit: '1号楼 101', other: 7 } }, 'zh') // '1号楼 101 与第 7 行重复'
 */
export const issueText = (issue: { key: IssueKey; params: CheckParams }, language: Language): string =>
  fill(priceListMessages[issue.key][language], issue.params);

/** Why a row below or above the header is no unit. */
export const skipReasons = {
  title: { zh: '表头以上', en: 'Above the header' },
  header: { zh: '表头', en: 'Header' },
  empty: { zh: '空行', en: 'Empty' },
  subtotal: { zh: '合计行', en: 'Total' },
  section: { zh: '分栋标题', en: 'Heading of a building' },
  note: { zh: '说明', en: 'Note' },
} as const satisfies Record<string, Label>;

export type SkipReason = keyof typeof skipReasons;
