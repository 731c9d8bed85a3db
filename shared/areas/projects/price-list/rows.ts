import type { Cell } from '../../../kit/table-file/sheet.ts';
import { isBlank } from './cells.ts';
import type { SkipReason } from './messages.ts';

/** 合计, 1号楼小计: … at the end of a short text; a remark such as 含小计 in a longer one does not count. */
const total = /^(?:.{0,20})(?:合计|小计|总计|共计|累计|汇总|均价|平均|subtotal|grandtotal|total|sum|average)[:：]?(?:[\d(（].*)?$/i;
/** What totals have in the column of room numbers: 合计, 204套. */
const noRoom = /(?:合计|小计|总计|共计|total)[:：]?$|^共?\d+[套户间]$/i;
/** A building named alone: 1号楼, 2#, 三期5栋, Building 3. */
const buildingName = /^(?:.{0,12}?)(?:[\dA-Z一二三四五六七八九十]{1,4}(?:号楼|#楼|#|栋|幢|座|号))$/i;
const buildingInTitle = /([\dA-Z一二三四五六七八九十]{1,4}\s*(?:号楼|#楼|#|栋|幢|座))/giu;
const noteStart = /^(?:注|备注|说明|附注|附件|填表|制表|制单|编制|审核|审批|复核|打印|日期|单位|本表|以上|特别提示|联系|开发商|物价|监督|第.{1,5}页|page)/i;
const noteLength = 16;

/** What a row outside the header is, judged on its cells as they stand, before merged ones are filled in. */
export function kindOfRow(cells: readonly Cell[], roomIndex: number): Extract<SkipReason, 'empty' | 'subtotal' | 'section' | 'note'> | 'data' {
  const filled = cells.filter((cell) => !isBlank(cell)).map((cell) => flat(cell));
  const [first = ''] = filled;
  if (filled.length === 0) return 'empty';
  // A word for a total further right may be a remark: then the row has a room number, where totals have nothing or a count.
  const hasRoom = !isBlank(cells[roomIndex]) && !noRoom.test(flat(cells[roomIndex]));
  if (filled.slice(0, hasRoom ? 1 : 4).some((text) => total.test(text))) return 'subtotal';
  if (filled.length === 1 && buildingName.test(first)) return 'section';
  if (filled.every((text) => noteStart.test(text))) return 'note';
  return filled.length === 1 && (first.length >= noteLength || noteStart.test(first)) ? 'note' : 'data';
}

/**
 * The building a title names, if it names exactly one: `阳光花园3号楼一房一价表` gives `3号楼`.
 */
export function buildingOf(title: string): string | undefined {
  const found = new Set([...title.normalize('NFKC').matchAll(buildingInTitle)].map((match) => match[1]?.replace(/\s/gu, '')));
  return found.size === 1 ? [...found][0] : undefined;
}

/**
 * Splits a room number that carries its building, `1-2-1203` or `1号楼2单元1203室`, into its parts.
 */
export function splitRoom(text: string): { building: string; entrance?: string; room: string } | undefined {
  const parts = text
    .replace(/号楼|栋|幢|座|#楼|#|单元|梯/gu, '-')
    .replace(/[室房号]+$/u, '')
    .split(/[-－–—_/]+/u)
    .filter((part) => part !== '');
  const [building, middle, last] = parts;
  if (building === undefined || middle === undefined || parts.length > 3) return undefined;
  return last === undefined ? { building, room: middle } : { building, entrance: middle, room: last };
}

/**
 * One spelling per place, for finding the same unit twice: `01号楼`, `1#` and `1栋` are one building.
 */
export const canonicalPlace = (text: string | undefined): string =>
  (text ?? '')
    .toUpperCase()
    .replace(/^第/u, '')
    .replace(/(?:号楼|#楼|楼|#|栋|幢|座|单元|梯|室|房|号)+$/u, '')
    .replace(/^0+(?=.)/, '');

/** The floor that a plain room number such as 1203 or 502 contains. */
export function floorOfRoom(room: string): number | undefined {
  const match = /^(\d{1,2})\d{2}$/.exec(canonicalPlace(room));
  const floor = Number(match?.[1]);
  return match !== null && floor > 0 ? floor : undefined;
}

const flat = (cell: Cell | undefined): string => String(cell).normalize('NFKC').replace(/\s/gu, '');
