/** Every tensor as rows and columns to move about in with the keyboard, whether or not all of it is drawn. */

import { isNumber, rowOf, type Axis, type TensorRow } from "../plan/plan.ts";
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
export function cellGrid(tensor: string, sizes: Sizes): CellGrid | null {
  const row = rowOf(tensor);
  if (!row?.drawn || isNumber(tensor)) return null;
  const [rows, columns] = row.axes.map((axis) => lengthOf(axis, sizes)) as [number, number];
  const by = turned(row);
  const [high, wide] = by === "no" ? [rows, columns] : [columns, rows];
  return { tensor, rows: high, columns: wide, ...cellsOf(row, by) };
}

/** How a tensor lies on the stage: a matrix that has its words in columns is turned, so that a word is a row; e lies across. */
export function turned({ axes: [rows, columns] }: TensorRow): "no" | "matrix" | "vector" {
  return columns === "word" ? "matrix" : rows === "place" ? "vector" : "no";
}

function cellsOf(row: TensorRow, by: "no" | "matrix" | "vector"): Pick<CellGrid, "index" | "at"> {
  if (by === "matrix") return { index: (r, c) => [c, r], at: ([i = 0, j = 0]) => [j, i] };
  if (by === "vector") return { index: (_r, c) => [c], at: ([i = 0]) => [0, i] };
  if (row.axes[1] === "one") return { index: (r) => [r], at: ([i = 0]) => [i, 0] };
  return { index: (r, c) => [r, c], at: ([i = 0, j = 0]) => [i, j] };
}

/** How many of an axis there are. */
export function lengthOf(axis: Axis, { n, d, H, V }: Sizes): number {
  return { one: 1, word: V, unit: H, place: n * d, dimension: d }[axis];
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
