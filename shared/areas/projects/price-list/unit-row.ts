import { formatArea } from '../../../kit/area.ts';
import type { CheckParams, Refusal } from '../../../kit/checked.ts';
import { formatYuan, perSquareMetre, unitPriceOf } from '../../../kit/money.ts';
import type { Cell } from '../../../kit/table-file/sheet.ts';
import { type Price, readArea, readFloor, readPrice, readText } from './cells.ts';
import { type ColumnName, type ColumnSpec, unitColumns } from './columns.ts';
import type { MappedColumn } from './header.ts';
import type { IssueKey } from './messages.ts';
import { floorOfRoom } from './rows.ts';

/** A unit as the list has it: areas in square centimetres, prices in fen. */
export type ParsedUnit = {
  /** Row in the sheet, from 1. */
  row: number;
  building: string;
  entrance?: string;
  floor: number;
  room: string;
  layout?: string;
  floorArea: number;
  innerArea?: number;
  sharedArea?: number;
  /** Price of one square metre of `floorArea`, or of `innerArea` where `pricedBy` says so. */
  unitPrice: number;
  listPrice: number;
  pricedBy: 'floorArea' | 'innerArea';
  innerUnitPrice?: number;
  discountedUnitPrice?: number;
  discountedPrice?: number;
  use?: string;
  saleStatus?: string;
  remark?: string;
};

/** Something to tell about a row (from 1; 0 is the whole sheet). An error keeps its unit out of `rows`. */
export type Issue = { row: number; column?: ColumnName; key: IssueKey; params: CheckParams; level: 'error' | 'warning' };

type Texts = { building?: string; entrance?: string; room?: string; layout?: string; use?: string; saleStatus?: string; remark?: string };
type Areas = { floorArea?: number; innerArea?: number; sharedArea?: number };
type Prices = { unitPrice?: Price; listPrice?: Price; innerUnitPrice?: Price; discountedUnitPrice?: Price; discountedPrice?: Price };

/** What the cells of one row say, before anything is required or compared. */
export type RowValues = Texts & Areas & Prices & { floor?: number };

export type Tell = (issue: Omit<Issue, 'row' | 'level'> & { level?: Issue['level'] }) => void;

/**
 * Reads the cells of a row by their columns; a cell that cannot be read is told and left out. A discount of 0, or an
 * inner or shared area of 0, means that there is none.
 */
export function readRow(cells: readonly Cell[], columns: readonly MappedColumn[], tell: Tell): RowValues {
  const values: Record<string, unknown> = {};
  for (const column of columns) {
    const read = readCell(cells[column.index], column, tell);
    if (!read.ok) tell({ column: column.name, key: read.key, params: read.params, level: column.name === 'floor' ? 'warning' : 'error' });
    else if (read.value !== undefined) values[column.name] = read.value;
  }
  return values as RowValues; // each column writes the type that its kind in `unitColumns` reads
}

function readCell(cell: Cell | undefined, column: MappedColumn, tell: Tell): { ok: true; value: unknown } | Refusal<IssueKey> {
  const { kind, max = 0 }: ColumnSpec = unitColumns[column.name];
  const isDiscount = column.name === 'discountedPrice' || column.name === 'discountedUnitPrice';
  switch (kind) {
    case 'place':
    case 'text':
      return readText(cell, { max, isPlace: kind === 'place' });
    case 'area':
      return column.name !== 'floorArea' && cell === 0 ? { ok: true, value: undefined } : readArea(cell);
    case 'money':
      return isDiscount && cell === 0 ? { ok: true, value: undefined } : readPrice(cell, column.exponent);
    case 'floor': {
      const read = readFloor(cell);
      if (!read.ok || read.value === undefined) return read;
      const { floor, spans } = read.value;
      if (spans !== undefined) tell({ column: 'floor', key: 'floor.range', params: { text: spans, floor }, level: 'warning' });
      return { ok: true, value: floor };
    }
  }
}

/**
 * The unit a row describes, compared and completed, or `undefined` when something necessary is missing or wrong.
 */
export function unitOf(
  row: number,
  values: RowValues,
  tell: Tell,
): { unit: ParsedUnit; computed?: 'unitPrice' | 'listPrice'; isFloorInferred: boolean } | undefined {
  const { building, room, floorArea } = values;
  const floor = values.floor ?? (room === undefined ? undefined : floorOfRoom(room));
  const required = { building, room, floorArea, floor, listPrice: values.listPrice ?? values.unitPrice };
  for (const column of ['building', 'room', 'floorArea', 'floor', 'listPrice'] as const) {
    if (required[column] === undefined) tell({ column, key: 'cell.required', params: {} });
  }
  if (building === undefined || room === undefined || floorArea === undefined || floor === undefined) return undefined;
  const priced = priceOf(values, floorArea, tell);
  if (priced === undefined) return undefined;
  const { innerUnitPrice, discountedUnitPrice, discountedPrice, entrance, layout, use, saleStatus, remark, innerArea, sharedArea } = values;
  const unit: ParsedUnit = { row, building, room, floor, floorArea, unitPrice: priced.unitPrice, listPrice: priced.listPrice, pricedBy: priced.pricedBy };
  const optional = {
    ...{ entrance, layout, innerArea, sharedArea, use, saleStatus, remark },
    ...{ innerUnitPrice: innerUnitPrice?.fen, discountedUnitPrice: discountedUnitPrice?.fen, discountedPrice: discountedPrice?.fen },
  };
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) Object.assign(unit, { [name]: value });
  compareAreas(unit, tell);
  if (unit.discountedPrice !== undefined && unit.discountedPrice > unit.listPrice) {
    const params = { discounted: formatYuan(unit.discountedPrice), total: formatYuan(unit.listPrice) };
    tell({ column: 'discountedPrice', key: 'price.discountHigher', params, level: 'warning' });
  }
  return { unit, computed: priced.computed, isFloorInferred: values.floor === undefined };
}

type Priced = Pick<ParsedUnit, 'unitPrice' | 'listPrice' | 'pricedBy'> & { computed?: 'unitPrice' | 'listPrice' };

/** Both prices of a unit: the missing one is computed, two that are there are compared. */
function priceOf(values: RowValues, floorArea: number, tell: Tell): Priced | undefined {
  const { unitPrice, listPrice, innerArea } = values;
  if (unitPrice === undefined && listPrice === undefined) return undefined;
  if (unitPrice === undefined) {
    const fen = listPrice?.fen ?? 0;
    return { unitPrice: unitPriceOf(fen, floorArea), listPrice: fen, pricedBy: 'floorArea', computed: 'unitPrice' };
  }
  if (listPrice === undefined) {
    return { unitPrice: unitPrice.fen, listPrice: perSquareMetre(unitPrice.fen, floorArea), pricedBy: 'floorArea', computed: 'listPrice' };
  }
  const prices = { unitPrice: unitPrice.fen, listPrice: listPrice.fen };
  if (isProduct(unitPrice, floorArea, listPrice)) return { ...prices, pricedBy: 'floorArea' };
  if (innerArea !== undefined && isProduct(unitPrice, innerArea, listPrice)) return { ...prices, pricedBy: 'innerArea' };
  const expected = perSquareMetre(unitPrice.fen, floorArea);
  const ratio = Math.max(expected, listPrice.fen) / Math.max(1, Math.min(expected, listPrice.fen));
  const isScale = ratio > 9_000 && ratio < 11_000;
  tell({
    column: 'listPrice',
    key: isScale ? 'price.scale' : 'price.mismatch',
    params: { expected: formatYuan(expected), total: formatYuan(listPrice.fen) },
    level: isScale ? 'error' : 'warning',
  });
  return isScale ? undefined : { ...prices, pricedBy: 'floorArea' };
}

/** Equal within one yuan, or within half of the last digit in which each price is written. */
function isProduct(unitPrice: Price, cm2: number, total: Price): boolean {
  const rounding = (unitPrice.step / 2) * (cm2 / 10_000) + total.step / 2;
  return Math.abs(perSquareMetre(unitPrice.fen, cm2) - total.fen) <= Math.max(100, rounding);
}

/** Areas are written to a hundredth of a square metre, so three of them agree within two hundredths. */
const areaTolerance = 200;

function compareAreas({ floorArea, innerArea, sharedArea }: ParsedUnit, tell: Tell): void {
  if (innerArea === undefined) return;
  const params = { inner: formatArea(innerArea), gross: formatArea(floorArea) };
  if (innerArea > floorArea) tell({ column: 'innerArea', key: 'area.innerLarger', params, level: 'warning' });
  else if (sharedArea !== undefined && Math.abs(innerArea + sharedArea - floorArea) > areaTolerance) {
    tell({ column: 'sharedArea', key: 'area.sum', params: { ...params, shared: formatArea(sharedArea) }, level: 'warning' });
  }
}
