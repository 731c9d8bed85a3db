import type { Row } from '../providers/data.ts';

/** A row of the board: a floor, with a unit or a gap for each column. */
export type BoardRow = { readonly floor: number; readonly cells: readonly (Row | undefined)[] };
export type Board = { readonly columns: readonly string[]; readonly rows: readonly BoardRow[] };

/**
 * Units by floor, highest first, and by the position of their room on the floor: `1栋-2单元-1203` stands in column `2单元-03`.
 */
export function boardOf(units: readonly Row[]): Board {
  const byFloor = new Map<number, Map<string, Row>>();
  const names = new Set<string>();
  for (const unit of units) {
    const floor = Number(unit.floor);
    const column = columnOf(String(unit.code), floor);
    const cells = byFloor.get(floor) ?? new Map<string, Row>();
    // Two rooms that would share a column stand side by side.
    let name = column;
    while (cells.has(name)) name += '′';
    names.add(name);
    byFloor.set(floor, cells.set(name, unit));
  }
  const columns = [...names].toSorted((a, b) => a.localeCompare(b, 'zh', { numeric: true }));
  const floors = [...byFloor.keys()].toSorted((a, b) => b - a);
  return { columns, rows: floors.map((floor) => ({ floor, cells: columns.map((name) => byFloor.get(floor)?.get(name)) })) };
}

/** The entrance and the number of the room without its floor. */
function columnOf(code: string, floor: number): string {
  const parts = code.split('-');
  const room = (parts.at(-1) ?? code).replace(/室$/, '');
  const entrance = parts.length > 2 ? `${parts.at(-2)}-` : '';
  return `${entrance}${room.startsWith(String(floor)) && room.length > String(floor).length ? room.slice(String(floor).length) : room}`;
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
