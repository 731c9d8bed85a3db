import type { Cell, Sheet } from './sheet.ts';

/** Most cells that merges may fill in; more do not occur in a list and only cost memory. */
const mostFilled = 2_000_000;

/**
 * A look-up of rows in which every cell of a merge has the value of its first one; `undefined` when the merges cover
 * more cells than any table has.
 */
export function mergedRows({ cells, merges = [] }: Sheet): ((row: number) => readonly Cell[]) | undefined {
  const filled = new Map<number, Cell[]>();
  let budget = mostFilled;
  for (const { top, left, bottom, right } of merges) {
    const value = cells[top]?.[left];
    if (value === undefined || value === null) continue;
    const last = Math.min(bottom, cells.length - 1);
    budget -= (last - top + 1) * (right - left + 1);
    if (budget < 0) return undefined;
    for (let row = top; row <= last; row += 1) {
      const copy = filled.get(row) ?? [...(cells[row] ?? [])];
      while (copy.length < left) copy.push(null);
      copy.fill(value, left, right + 1);
      for (let column = copy.length; column <= right; column += 1) copy.push(value);
      filled.set(row, copy);
    }
  }
  return (row) => filled.get(row) ?? cells[row] ?? [];
}
