import type { Row } from '../providers/data.ts';

/** A row of the board: a floor, with a unit or a gap for each column. */
export type BoardRow = { readonly floor: number; readonly cells: readonly (Row | undefined)[] };
export type BoardColumn = { readonly key: string; readonly entrance: string };
export type Board = { readonly columns: readonly BoardColumn[]; readonly rows: readonly BoardRow[] };

/**
 * Units by floor, highest first, and by the position of their room on the floor: `1栋-2单元-1203` stands in column 03 of 2单元.
 */
export function boardOf(units: readonly Row[]): Board {
  const byFloor = new Map<number, Map<string, Row>>();
  const known = new Map<string, BoardColumn>();
  for (const unit of units) {
    const floor = Number(unit.floor);
    const { entrance, room } = placeOf(String(unit.code), floor);
    const cells = byFloor.get(floor) ?? new Map<string, Row>();
    // Two rooms that would share a column stand side by side.
    let key = `${entrance} ${room}`;
    while (cells.has(key)) key += '′';
    known.set(key, { key, entrance });
    byFloor.set(floor, cells.set(key, unit));
  }
  const columns = [...known.values()].toSorted((a, b) => a.key.localeCompare(b.key, 'zh', { numeric: true }));
  const floors = [...byFloor.keys()].toSorted((a, b) => b - a);
  return { columns, rows: floors.map((floor) => ({ floor, cells: columns.map(({ key }) => byFloor.get(floor)?.get(key)) })) };
}

/** Columns of one entrance, side by side. */
export function entrancesOf(board: Board): readonly { readonly name: string; readonly width: number }[] {
  const names = [...new Set(board.columns.map(({ entrance }) => entrance))];
  return names.map((name) => ({ name, width: board.columns.filter(({ entrance }) => entrance === name).length }));
}

/** The entrance of a unit, and the number of its room without the floor. */
function placeOf(code: string, floor: number): { entrance: string; room: string } {
  const parts = code.split('-');
  const room = (parts.at(-1) ?? code).replace(/室$/, '');
  const isOnFloor = room.startsWith(String(floor)) && room.length > String(floor).length;
  return { entrance: parts.length > 2 ? (parts.at(-2) ?? '') : '', room: isOnFloor ? room.slice(String(floor).length) : room };
}

/** Where an arrow key leads from a cell; gaps are passed over, edges hold. */
export function moveOn(board: Board, from: readonly [number, number], key: string): readonly [number, number] {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  if (!step) return from;
  let [row, column] = from;
  for (;;) {
    row += step[0] ?? 0;
    column += step[1] ?? 0;
    if (!board.rows[row] || column < 0 || column >= board.columns.length) return from;
    if (board.rows[row]?.cells[column]) return [row, column];
  }
}
