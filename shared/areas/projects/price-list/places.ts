import type { Cell } from '../../../kit/table-file/sheet.ts';
import { isBlank } from './cells.ts';
import type { ColumnName } from './columns.ts';
import type { Header } from './header.ts';
import { splitRoom } from './rows.ts';
import type { RowValues } from './unit-row.ts';

/** Columns in which a blank cell means "as above", from the outside in: a new building ends its entrances and floors. */
const nested = ['building', 'entrance', 'floor'] as const satisfies readonly ColumnName[];

/** Where the reading of a list stands. */
export type PlaceState = {
  header: Header;
  /** Last cell that was not blank, by column. */
  above: Partial<Record<(typeof nested)[number], Cell>>;
  /** Building of the list or of the section, where no column has it. */
  building: string | undefined;
};

/** The row with blank places taken from above; `onFilled` hears of each. */
export function filledDown({ header, above }: PlaceState, cells: readonly Cell[], onFilled: (column: ColumnName) => void): readonly Cell[] {
  const filled = [...cells];
  for (const [depth, name] of nested.entries()) {
    const index = columnIndex(header, name);
    if (index < 0) continue;
    const cell = cells[index] ?? null;
    if (!isBlank(cell)) {
      if (String(cell) !== String(above[name])) for (const inner of nested.slice(depth)) delete above[inner];
      above[name] = cell;
    } else if (!isBlank(above[name])) {
      filled[index] = above[name] ?? null;
      onFilled(name);
    }
  }
  return filled;
}

/** The row's building from the list, the section or the room number where no column has it. */
export function withPlace(state: PlaceState, values: RowValues): RowValues {
  if (values.building !== undefined || hasColumn(state.header, 'building')) return values;
  if (state.building !== undefined) return { ...values, building: state.building };
  const parts = values.room === undefined ? undefined : splitRoom(values.room);
  return parts === undefined ? values : { ...values, ...parts };
}

/** Whether a header has a column. */
export const hasColumn = (header: Header, name: ColumnName): boolean => columnIndex(header, name) >= 0;

/** Where a header has a column, or -1. */
export const columnIndex = (header: Header, name: ColumnName): number => header.columns.find((column) => column.name === name)?.index ?? -1;
