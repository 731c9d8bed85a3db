/** The value of a spreadsheet cell; `null` is an empty one. */
export type Cell = string | number | boolean | Date | null;

/** Cells that a sheet shows as one, by 0-based row and column, ends included. */
export type Merge = { top: number; left: number; bottom: number; right: number };

/** One sheet as rows of cells. Rows may be of different lengths; row 1 of the sheet is `cells[0]`. */
export type Sheet = {
  name?: string;
  cells: readonly (readonly Cell[])[];
  merges?: readonly Merge[];
};
