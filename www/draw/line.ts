/** A curve as an SVG path. */

import type { Axis } from "./axis.js";

/**
 * The path of values[i] at x(i). A value that is not finite breaks the line: a gap is shown, never bridged. Where several
 * values fall on one pixel, its first, smallest, largest and last are kept, in order, so that no spike is lost.
 */
export function linePath(values: ArrayLike<number>, x: Axis, y: Axis, first = 0): string {
  const parts: string[] = [];
  let pen = "M";
  let column: number[] = [];
  let pixel = NaN;
  const flush = () => {
    for (const i of keep(values, column)) {
      parts.push(`${pen}${round(x.at(first + i))},${round(y.at(values[i] as number))}`);
      pen = "L";
    }
    column = [];
  };
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) {
      flush();
      pen = "M";
      pixel = NaN;
      continue;
    }
    const at = Math.floor(x.at(first + i));
    if (at !== pixel) flush();
    pixel = at;
    column.push(i);
  }
  flush();
  return parts.join("");
}

function keep(values: ArrayLike<number>, column: readonly number[]): number[] {
  if (column.length <= 4) return [...column];
  let low = column[0] as number;
  let high = low;
  for (const i of column) {
    if ((values[i] as number) < (values[low] as number)) low = i;
    if ((values[i] as number) > (values[high] as number)) high = i;
  }
  return [...new Set([column[0] as number, low, high, column[column.length - 1] as number])].sort((a, b) => a - b);
}

function round(pixel: number): number {
  return Math.round(pixel * 10) / 10;
}
