import { accept, type Checked, type CheckParams, refuse } from '../../../kit/checked.ts';
import { type Decimal, divideHalfUp, isSafe, readDecimal } from '../../../kit/decimal.ts';
import { forbiddenCharacter } from '../../../kit/person-name.ts';
import type { Cell } from '../../../kit/table-file/sheet.ts';
import type { IssueKey } from './messages.ts';

/** What cells give: a value, nothing (`undefined`), or a refusal. */
type Read<T> = Checked<T | undefined, IssueKey>;

/** An amount in fen and the step in which it was written, so that a rounded price is not taken for a wrong one. */
export type Price = { fen: number; step: number };

const formulaError = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$/i;
/** What people write where there is nothing to write. */
const placeholder = /^(?:[-–—/\\~]+|无|暂无|n\/?a|null)$/i;

/** Whether a cell holds nothing but blanks. */
export const isBlank = (cell: Cell | undefined): boolean => cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/**
 * The text of a cell as people see it, or a refusal of what is no text. Excel writes `="0101"` to CSV to keep a zero.
 */
function textOf(cell: Cell | undefined): Read<string> {
  if (cell === null || cell === undefined) return accept(undefined);
  if (typeof cell === 'number' && Number.isFinite(cell)) return accept(String(cell));
  if (typeof cell !== 'string') {
    return refuse('cell.type', { text: cell instanceof Date && !Number.isNaN(cell.getTime()) ? cell.toISOString().slice(0, 10) : String(cell) });
  }
  const text = cell.replace(/^="(.*)"$/su, '$1').trim();
  if (formulaError.test(text)) return refuse('cell.formulaError', { text });
  return accept(placeholder.test(text) ? undefined : text || undefined);
}

/**
 * A line of text; line breaks inside a cell become blanks. A `place` (building, entrance, room) is written half width
 * without blanks, so that `１号楼 ` and `1号楼` are one building.
 */
export function readText(cell: Cell | undefined, options: { max: number; isPlace: boolean }): Read<string> {
  const read = textOf(cell);
  if (!read.ok || read.value === undefined) return read.ok ? accept(undefined) : read;
  const character = forbiddenCharacter(read.value.replace(/[\t\r\n]/g, ' '));
  if (character !== undefined) return refuse('text.forbidden', { character });
  const value = options.isPlace ? read.value.normalize('NFKC').replace(/\s/gu, '') : read.value.normalize('NFC').replace(/\s+/gu, ' ');
  return [...value].length > options.max ? refuse('text.tooLong', { max: options.max }) : accept(value);
}

/** A floor area in square centimetres, rounded to one where a formula computed it. */
export function readArea(cell: Cell | undefined): Read<number> {
  const read = decimalOf(cell, /(?:平方米|平米|m2|m²|㎡|平)$/iu);
  if (!read.ok || read.value === undefined) return read.ok ? accept(undefined) : read;
  const cm2 = scaled(read.value, 4);
  if (cm2 <= 0n) return refuse('area.notPositive', { text: String(cell) });
  return isSafe(cm2) ? accept(Number(cm2)) : refuse('area.tooLarge', { text: String(cell) });
}

/**
 * A price in fen, rounded half up where a formula computed it. `exponent` is the power of ten of the column's unit; a
 * unit in the cell itself (`123.4万`) goes before it.
 */
export function readPrice(cell: Cell | undefined, exponent = 0): Read<Price> {
  const hasOwnUnit = typeof cell === 'string' && /[万亿]/.test(cell);
  const ownExponent = hasOwnUnit ? (/亿/.test(String(cell)) ? 8 : 4) : exponent;
  const read = decimalOf(cell, /[万亿]?(?:元|圆)?整?(?:[/每](?:平方米|平米|m2|m²|㎡|平|套))?$/iu);
  if (!read.ok || read.value === undefined) return read.ok ? accept(undefined) : read;
  const { digits, scale } = read.value;
  const fen = scaled({ digits: digits * 10n ** BigInt(ownExponent), scale }, 2);
  if (fen <= 0n) return refuse('price.notPositive', {});
  return isSafe(fen) ? accept({ fen: Number(fen), step: 10 ** Math.max(0, 2 + ownExponent - scale) }) : refuse('price.tooLarge', { text: String(cell) });
}

/** Sign, floor, and the upper floor of a unit that spans two. */
const floorText = /^第?(-|负|地下|B)?(\d{1,3}|[一二三四五六七八九十]{1,3})(?:层|楼|F)?(?:[-~至、,+](\d{1,3}))?(?:层|楼|F)?$/;

/**
 * A floor as a whole number: `3`, `3层`, `第3层`, `3F`, `B1`, `-1`, `负一层`; of `17-18层` the lower one, with `spans`.
 */
export function readFloor(cell: Cell | undefined): Read<{ floor: number; spans?: string }> {
  const read = textOf(cell);
  if (!read.ok || read.value === undefined) return read.ok ? accept(undefined) : read;
  const [, below, lower, upper] = floorText.exec(read.value.normalize('NFKC').replace(/\s/gu, '').toUpperCase()) ?? [];
  const number = lower === undefined ? Number.NaN : /\d/.test(lower) ? Number(lower) : chineseNumber(lower);
  const floor = below === undefined ? number : -number;
  if (Number.isNaN(floor) || floor < -5 || floor > 200) return refuse('floor.malformed', { text: read.value });
  return accept(upper === undefined ? { floor } : { floor, spans: read.value });
}

function decimalOf(cell: Cell | undefined, unit: RegExp): Read<Decimal> {
  const text = textOf(cell);
  if (!text.ok || text.value === undefined) return text.ok ? accept(undefined) : text;
  const source =
    typeof cell === 'number'
      ? cell
      : text.value
          .replace(/\s/gu, '')
          .replace(/^(?:人民币|RMB|CNY|¥|￥)/iu, '')
          .replace(unit, '');
  const read = readDecimal(source);
  if (read.ok) return read;
  const params: CheckParams = read.key === 'number.tooLong' ? read.params : { text: text.value };
  return refuse(read.key === 'number.empty' ? 'number.malformed' : read.key, params);
}

function scaled({ digits, scale }: Decimal, wanted: number): bigint {
  return scale <= wanted ? digits * 10n ** BigInt(wanted - scale) : divideHalfUp(digits, 10n ** BigInt(scale - wanted));
}

/** 一 to 九十九. */
function chineseNumber(text: string): number {
  const digits = '零一二三四五六七八九';
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const high = text.includes('十') ? (tens === '' ? 1 : digits.indexOf(tens ?? '')) : 0;
  const low = ones === '' ? 0 : digits.indexOf(ones ?? '');
  return high < 0 || low < 0 ? Number.NaN : high * 10 + low;
}
