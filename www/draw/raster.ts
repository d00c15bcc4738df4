/** A matrix as pixels, at any level of detail: many cells to a pixel when it is far, many pixels to a cell when it is near. */

import type { Rgb } from "./colour.js";

/** Row-major numbers with their shape, as the scripting interface returns them. */
export interface Matrix {
  readonly shape: readonly [rows: number, columns: number];
  readonly data: ArrayLike<number>;
}

/** The part of a matrix that is in view, in cells; the edges may cut through a cell. */
export interface Section {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Fills width x height device pixels (RGBA, row-major) with the view. A pixel that covers several cells shows the one
 * of largest size, with its sign: a mean would fade to paper, and a single large weight would vanish when one zooms out.
 * A cell that is NaN wins over every other. What has no colour or lies outside the matrix stays transparent.
 */
export function rasterize(
  matrix: Matrix,
  view: Section,
  width: number,
  height: number,
  colour: (value: number) => Rgb | null,
): Uint8ClampedArray {
  const [rows, columns] = matrix.shape;
  if (matrix.data.length !== rows * columns) {
    throw new RangeError(`shape ${rows} x ${columns} needs ${rows * columns} numbers, ${matrix.data.length} given`);
  }
  const pixels = new Uint8ClampedArray(width * height * 4);
  const columnsAt = Array.from({ length: width }, (_, x) => covered(view.column, view.columns, x, width, columns));
  let before: readonly [number, number] = [-1, -1];
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = covered(view.row, view.rows, y, height, rows);
    // Near a matrix many lines of pixels show the same cells: they are made once.
    if (y > 0 && top === before[0] && bottom === before[1]) {
      pixels.copyWithin(y * width * 4, (y - 1) * width * 4, y * width * 4);
      continue;
    }
    before = [top, bottom];
    let shade: Rgb | null = null;
    let [left, right] = [-1, -1];
    for (let x = 0; x < width; x += 1) {
      const [first, end] = columnsAt[x] as [number, number];
      if (first !== left || end !== right) {
        [left, right] = [first, end];
        shade = top >= bottom || left >= right ? null : colour(largest(matrix.data, columns, top, bottom, left, right));
      }
      if (!shade) continue;
      const at = (y * width + x) * 4;
      pixels[at] = shade[0];
      pixels[at + 1] = shade[1];
      pixels[at + 2] = shade[2];
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}

/** The cell [row, column] under a device pixel, or null outside the matrix: where a pointer is. */
export function cellAt(
  shape: Matrix["shape"],
  view: Section,
  width: number,
  height: number,
  x: number,
  y: number,
): [row: number, column: number] | null {
  const row = Math.floor(view.row + ((y + 0.5) / height) * view.rows);
  const column = Math.floor(view.column + ((x + 0.5) / width) * view.columns);
  return row >= 0 && row < shape[0] && column >= 0 && column < shape[1] ? [row, column] : null;
}

/**
 * The cells [first, end) that pixel `at` of `pixels` shows. When it covers less than a cell, the one under its middle;
 * otherwise those that begin within it, so that every cell belongs to exactly one pixel.
 */
function covered(start: number, length: number, at: number, pixels: number, cells: number): [number, number] {
  const step = length / pixels;
  let first: number;
  let end: number;
  if (step <= 1) {
    first = Math.floor(start + (at + 0.5) * step);
    end = first + 1;
  } else {
    first = Math.ceil(start + at * step);
    end = Math.ceil(start + (at + 1) * step);
  }
  return [Math.max(0, first), Math.min(cells, end)];
}

function largest(
  data: ArrayLike<number>,
  columns: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
): number {
  let found = 0;
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      const value = data[row * columns + column] as number;
      if (Number.isNaN(value)) return value;
      if (Math.abs(value) > Math.abs(found)) found = value;
    }
  }
  return found;
}
