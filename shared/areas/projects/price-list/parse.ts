import { mergedRows } from '../../../kit/table-file/merged-rows.ts';
import type { Cell, Sheet } from '../../../kit/table-file/sheet.ts';
import { isBlank } from './cells.ts';
import { type ColumnName, unitColumns } from './columns.ts';
import { type Header, headerAt, type MappedColumn, mayBeHeader } from './header.ts';
import type { IssueKey, SkipReason } from './messages.ts';
import { columnIndex, filledDown, hasColumn, type PlaceState, withPlace } from './places.ts';
import { buildingOf, canonicalPlace, floorOfRoom, kindOfRow } from './rows.ts';
import { type Issue, type ParsedUnit, readRow, type Tell, unitOf } from './unit-row.ts';

export type PriceList = {
  /** The columns that were read, of the first header. */
  columns: MappedColumn[];
  /** Headers that mean nothing to the office. */
  ignored: Header['ignored'];
  /** The units without an error, in the order of the sheet. */
  rows: ParsedUnit[];
  issues: Issue[];
  skipped: { row: number; reason: SkipReason }[];
};

export type ParseOptions = {
  /** Building of a list that has no column for it. */
  building?: string;
  /** Called every 1,000 rows with the rows done and the rows there are. */
  onProgress?: (done: number, total: number) => void;
};

const progressEvery = 1000;
const unitInTitle = /单位[:：]?[\s元/每㎡m²2平方米、,，;；和及]*万元(?=$|[\s、,，;；)）/])/;

/** What is carried from row to row. */
type State = PlaceState & {
  list: PriceList;
  /** Power of ten of totals whose header has no unit, where a title says 单位：元/㎡、万元. */
  totalExponent: number | undefined;
  seen: Map<string, number>;
  counts: Map<string, { key: IssueKey; column: ColumnName; count: number; row: number }>;
};

/**
 * Reads a price list (一房一价表): finds the header, fills merged and blank places, skips totals, headings and notes, and
 * checks every unit. Nothing is thrown for any content of a sheet; problems are told in `issues`.
 * @example parsePriceList({ cells: [['楼栋', '房号', '建筑面积', '总价'], ['1', 101, 88.88, 1230000]] }).rows[0].listPrice // 123000000
 */
export function parsePriceList(sheet: Sheet, options: ParseOptions = {}): PriceList {
  const list: PriceList = { columns: [], ignored: [], rows: [], issues: [], skipped: [] };
  const merged = mergedRows(sheet);
  if (merged === undefined) return told(list, { key: 'merges.tooMany', params: {} });
  const total = sheet.cells.length;
  let row = 0;
  let header: Header | undefined;
  while (row < total && header === undefined) {
    header = headerAt(merged, row);
    if (header === undefined) row += 1;
  }
  for (let above = 0; above < row; above += 1) skip(list, above, (sheet.cells[above] ?? []).every(isBlank) ? 'empty' : 'title');
  if (header === undefined) return told(list, { key: 'header.missing', params: {} });
  const titles = sheet.cells.slice(0, row).flatMap((cells) => cells.filter((cell) => typeof cell === 'string'));
  const totalExponent = titles.some((title) => unitInTitle.test(title)) ? 4 : undefined;
  const state: State = { list, header, above: {}, building: options.building, totalExponent, seen: new Map(), counts: new Map() };
  list.ignored = header.ignored;
  takeHeader(state, header);
  if (!hasRequiredColumns(state)) return list;
  if (state.building === undefined && !hasColumn(header, 'building')) buildingFromTitle(state, [...titles.reverse(), sheet.name ?? '']);
  for (row = header.last + 1; row < total; row += 1) {
    row = readSheetRow(state, { row, raw: sheet.cells[row] ?? [], merged });
    if (row % progressEvery === 0) options.onProgress?.(row, total);
  }
  options.onProgress?.(total, total);
  summarise(state);
  return list.rows.length === 0 && list.issues.every((issue) => issue.level === 'warning') ? told(list, { key: 'rows.none', params: {} }) : list;
}

/** Reads one row and returns its number, or that of the last row of a header that begins here. */
function readSheetRow(state: State, at: { row: number; raw: readonly Cell[]; merged: (row: number) => readonly Cell[] }): number {
  const { row, raw } = at;
  const again = mayBeHeader(raw) ? headerAt(at.merged, row) : undefined;
  if (again !== undefined) {
    takeHeader(state, again);
    return again.last;
  }
  const kind = kindOfRow(raw, columnIndex(state.header, 'room'));
  if (kind === 'section') {
    state.building = String(raw.find((cell) => !isBlank(cell)));
    state.above = { building: state.building };
  }
  if (kind === 'data') readUnit(state, row, at.merged(row));
  else skip(state.list, row, kind);
  return row;
}

function takeHeader(state: State, header: Header): void {
  state.header = header;
  for (const column of header.columns) {
    if (column.name === 'listPrice' || column.name === 'discountedPrice') column.exponent ??= state.totalExponent;
  }
  if (state.list.columns.length === 0) state.list.columns = header.columns;
  for (let row = header.first; row <= header.last; row += 1) skip(state.list, row, 'header');
  for (const { name, first, second } of header.repeated) {
    // A list printed in two halves side by side would lose one of them; any other repetition is harmless.
    const level = name === 'room' ? 'error' : 'warning';
    state.list.issues.push({
      row: header.last + 1,
      column: name,
      key: 'column.repeated',
      params: { ...unitColumns[name].label, first: first + 1, second: second + 1 },
      level,
    });
  }
}

function hasRequiredColumns({ header, list }: State): boolean {
  const missing: ColumnName[] = [];
  if (!hasColumn(header, 'floorArea')) missing.push('floorArea');
  if (!hasColumn(header, 'unitPrice') && !hasColumn(header, 'listPrice')) missing.push('listPrice');
  for (const column of missing) {
    list.issues.push({ row: header.last + 1, column, key: 'column.missing', params: { ...unitColumns[column].label }, level: 'error' });
  }
  return missing.length === 0;
}

/** Takes the building from the title nearest to the header that names one. */
function buildingFromTitle(state: State, titles: readonly string[]): void {
  const building = titles.map(buildingOf).find((found) => found !== undefined);
  if (building === undefined) return;
  state.building = building;
  state.list.issues.push({ row: 0, column: 'building', key: 'building.fromTitle', params: { building }, level: 'warning' });
}

function readUnit(state: State, row: number, cells: readonly Cell[]): void {
  const wrong = new Set<ColumnName | undefined>();
  const tell: Tell = ({ level = 'error', ...issue }) => {
    // A cell that could not be read has been told already; that it is missing as well says nothing new.
    if (issue.key === 'cell.required' && wrong.has(issue.column)) return;
    if (level === 'error') wrong.add(issue.column);
    state.list.issues.push({ row: row + 1, level, ...issue });
  };
  const fromAbove = new Set<ColumnName>();
  const filled = filledDown(state, cells, (column) => fromAbove.add(column));
  const result = unitOf(row + 1, withPlace(state, readRow(filled, state.header.columns, tell)), tell);
  for (const column of fromAbove) count(state, { key: 'cell.filledDown', column, row: row + 1 });
  if (result === undefined || wrong.size > 0) return;
  const { unit } = result;
  const other = state.seen.get(placeOf(unit));
  if (other !== undefined) {
    tell({ column: 'room', key: 'unit.duplicate', params: { unit: [unit.building, unit.entrance, unit.room].filter(Boolean).join(' '), other } });
    return;
  }
  const implied = floorOfRoom(unit.room);
  if (fromAbove.has('floor') && implied !== undefined && implied !== unit.floor) {
    tell({ column: 'floor', key: 'floor.differs', params: { floor: unit.floor, room: unit.room }, level: 'warning' });
  }
  state.seen.set(placeOf(unit), row + 1);
  if (result.computed !== undefined) count(state, { key: 'price.computed', column: result.computed, row: row + 1 });
  if (result.isFloorInferred) count(state, { key: 'floor.inferred', column: 'floor', row: row + 1 });
  state.list.rows.push(unit);
}

const placeOf = ({ building, entrance, room }: ParsedUnit): string => [building, entrance, room].map(canonicalPlace).join('|');

function count(state: State, { key, column, row }: { key: IssueKey; column: ColumnName; row: number }): void {
  const entry = state.counts.get(`${key} ${column}`);
  if (entry === undefined) state.counts.set(`${key} ${column}`, { key, column, row, count: 1 });
  else entry.count += 1;
}

/** What happened to many rows is told once, at the first of them. */
function summarise({ counts, list }: State): void {
  for (const { key, column, row, count } of counts.values()) {
    list.issues.push({ row, column, key, params: { ...unitColumns[column].label, count }, level: 'warning' });
  }
}

function skip(list: PriceList, row: number, reason: SkipReason): void {
  list.skipped.push({ row: row + 1, reason });
}

function told(list: PriceList, issue: Pick<Issue, 'key' | 'params'>): PriceList {
  list.issues.push({ row: 0, level: 'error', ...issue });
  return list;
}
