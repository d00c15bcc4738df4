/** Points in a plane with equal units on both axes, as a map of embeddings needs: distances on it may be compared. */

import { range } from "./axis.js";
import type { Box } from "./canvas.js";

export interface Dot {
  /** Row of the coordinates it came from. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

/** Places the rows of `coordinates` (points x dimensions, the first two are drawn) in the box; a row that is not finite is left out. */
export function scatter(coordinates: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }, box: Box): Dot[] {
  const [points = 0, dimensions = 0] = coordinates.shape;
  if (dimensions < 2) throw new RangeError(`a scatter needs 2 coordinates a point, ${dimensions} given`);
  const column = (k: number) => Array.from({ length: points }, (_, i) => coordinates.data[i * dimensions + k] as number);
  const [xs, ys] = [column(0), column(1)];
  const [horizontal, vertical] = [range(xs), range(ys)];
  if (!horizontal || !vertical) return [];
  const across = horizontal[1] - horizontal[0];
  const up = vertical[1] - vertical[0];
  const scale = Math.min(across > 0 ? box.width / across : Infinity, up > 0 ? box.height / up : Infinity);
  const unit = scale === Infinity ? 0 : scale;
  const middle = (ends: [number, number]) => (ends[0] + ends[1]) / 2;
  const dots: Dot[] = [];
  for (let index = 0; index < points; index += 1) {
    const [x, y] = [xs[index] as number, ys[index] as number];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    dots.push({
      index,
      x: box.x + box.width / 2 + (x - middle(horizontal)) * unit,
      y: box.y + box.height / 2 - (y - middle(vertical)) * unit,
    });
  }
  return dots;
}

/** The dot nearest to a point, if it is within `reach` pixels. */
export function nearest(dots: readonly Dot[], x: number, y: number, reach: number): Dot | null {
  let found: Dot | null = null;
  let best = reach * reach;
  for (const dot of dots) {
    const distance = (dot.x - x) ** 2 + (dot.y - y) ** 2;
    if (distance <= best) [found, best] = [dot, distance];
  }
  return found;
}

/** A label's place beside its dot; it is left out where it would cover one that came before, so give the important ones first. */
export function labels(dots: readonly Dot[], width: (index: number) => number, height: number): Map<number, Box> {
  const placed = new Map<number, Box>();
  for (const dot of dots) {
    const w = width(dot.index);
    const places: Box[] = [
      { x: dot.x + 6, y: dot.y - height / 2, width: w, height },
      { x: dot.x - 6 - w, y: dot.y - height / 2, width: w, height },
      { x: dot.x - w / 2, y: dot.y - 6 - height, width: w, height },
      { x: dot.x - w / 2, y: dot.y + 6, width: w, height },
    ];
    const free = places.find((place) => ![...placed.values()].some((other) => overlap(place, other)));
    if (free) placed.set(dot.index, free);
  }
  return placed;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
