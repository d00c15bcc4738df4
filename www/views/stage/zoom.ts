/** Looking closer at a matrix: the part of it that is in view, and how it moves. */

import type { Section } from "../../draw/raster.ts";

/** Cells are never drawn larger than this many pixels, and the whole is the farthest one can go. */
const LARGEST_CELL = 64;

/** The whole matrix, in the proportion of the view: square cells, centred. */
export function whole(rows: number, columns: number, width: number, height: number): Section {
  const cell = Math.min(width / columns, height / rows, LARGEST_CELL);
  const [seenColumns, seenRows] = [width / cell, height / cell];
  return { row: (rows - seenRows) / 2, column: (columns - seenColumns) / 2, rows: seenRows, columns: seenColumns };
}

/** Nearer (factor below 1) or farther, with the point at `x`, `y` (shares of the view) staying where it is. */
export function zoomed(view: Section, factor: number, x: number, y: number, all: Section, pixels: number): Section {
  const least = pixels / LARGEST_CELL;
  const columns = Math.min(all.columns, Math.max(Math.min(least, all.columns), view.columns * factor));
  const rows = (columns * view.rows) / view.columns;
  return held(
    { row: view.row + y * (view.rows - rows), column: view.column + x * (view.columns - columns), rows, columns },
    all,
  );
}

/** Moved by so many cells. */
export function panned(view: Section, rows: number, columns: number, all: Section): Section {
  return held({ ...view, row: view.row + rows, column: view.column + columns }, all);
}

/** Brought back within the whole. */
function held(view: Section, all: Section): Section {
  const within = (start: number, size: number, from: number, length: number) =>
    Math.max(from, Math.min(from + length - size, start));
  return {
    ...view,
    row: within(view.row, view.rows, all.row, all.rows),
    column: within(view.column, view.columns, all.column, all.columns),
  };
}
