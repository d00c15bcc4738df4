/** Every tensor as rows and columns to move about in with the keyboard, whether or not all of it is drawn. */

import type { Sizes } from "./layout.ts";

export interface CellGrid {
  readonly tensor: string;
  readonly rows: number;
  readonly columns: number;
  /** The tensor's index of a cell. */
  index(row: number, column: number): number[];
  /** The cell of an index. */
  at(index: readonly number[]): readonly [row: number, column: number];
}

/** As the stage shows it: a word is a row of E, though it is a column of the matrix; e lies across, other vectors stand. */
export function cellGrid(tensor: string, { n, d, H, V }: Sizes): CellGrid | null {
  const upright = (rows: number): CellGrid => ({
    tensor,
    rows,
    columns: 1,
    index: (row) => [row],
    at: ([i = 0]) => [i, 0],
  });
  const plain = (rows: number, columns: number): CellGrid => ({
    tensor,
    rows,
    columns,
    index: (row, column) => [row, column],
    at: ([i = 0, j = 0]) => [i, j],
  });
  switch (tensor) {
    case "E":
    case "dE":
      return { tensor, rows: V, columns: d, index: (row, column) => [column, row], at: ([i = 0, j = 0]) => [j, i] };
    case "e":
    case "de":
      return { tensor, rows: 1, columns: n * d, index: (_row, column) => [column], at: ([i = 0]) => [0, i] };
    case "W":
    case "dW":
      return plain(H, n * d);
    case "U":
    case "dU":
      return plain(V, H);
    case "a":
    case "da":
    case "h":
    case "dh":
    case "b":
    case "db":
      return upright(H);
    case "z":
    case "dz":
    case "yhat":
    case "c":
    case "dc":
      return upright(V);
    default:
      return null;
  }
}

/** Cells a page of a grid has. */
const PAGE = 10;

/** Where a key leads from a cell, or null where it is no key of a grid. */
export function moved(
  grid: Pick<CellGrid, "rows" | "columns">,
  [row, column]: readonly [number, number],
  key: string,
  control: boolean,
): readonly [number, number] | null {
  const at = (r: number, c: number) =>
    [Math.max(0, Math.min(grid.rows - 1, r)), Math.max(0, Math.min(grid.columns - 1, c))] as const;
  switch (key) {
    case "ArrowUp":
      return at(row - 1, column);
    case "ArrowDown":
      return at(row + 1, column);
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowRight":
      return at(row, column + 1);
    case "PageUp":
      return at(row - PAGE, column);
    case "PageDown":
      return at(row + PAGE, column);
    case "Home":
      return at(control ? 0 : row, 0);
    case "End":
      return at(control ? grid.rows - 1 : row, grid.columns - 1);
    default:
      return null;
  }
}
