/** Points in a plane with equal units on both axes, as a map of embeddings needs: distances on it may be compared. */

import { range } from "./axis.js";
import type { Box, Pen } from "./canvas.js";

export interface Dot {
  /** Row of the coordinates it came from. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

/** How a plane lies in a box: from a point of it to pixels. Null where nothing is finite. */
export function plane(
  coordinates: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  box: Box,
): ((x: number, y: number) => readonly [number, number]) | null {
  const [points = 0, dimensions = 0] = coordinates.shape;
  if (dimensions < 2) throw new RangeError(`a scatter needs 2 coordinates a point, ${dimensions} given`);
  const column = (k: number) =>
    Array.from({ length: points }, (_, i) => coordinates.data[i * dimensions + k] as number);
  const [horizontal, vertical] = [range(column(0)), range(column(1))];
  if (!horizontal || !vertical) return null;
  const across = horizontal[1] - horizontal[0];
  const up = vertical[1] - vertical[0];
  const scale = Math.min(across > 0 ? box.width / across : Infinity, up > 0 ? box.height / up : Infinity);
  const unit = scale === Infinity ? 0 : scale;
  const middle = (ends: [number, number]) => (ends[0] + ends[1]) / 2;
  return (x, y) => [
    box.x + box.width / 2 + (x - middle(horizontal)) * unit,
    box.y + box.height / 2 - (y - middle(vertical)) * unit,
  ];
}

/** Places the rows of `coordinates` (points x dimensions, the first two are drawn) in the box; a row that is not finite is left out. */
export function scatter(
  coordinates: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  box: Box,
): Dot[] {
  const place = plane(coordinates, box);
  if (!place) return [];
  const [points = 0, dimensions = 0] = coordinates.shape;
  const dots: Dot[] = [];
  for (let index = 0; index < points; index += 1) {
    const [x, y] = place(
      coordinates.data[index * dimensions] as number,
      coordinates.data[index * dimensions + 1] as number,
    );
    if (Number.isFinite(x) && Number.isFinite(y)) dots.push({ index, x, y });
  }
  return dots;
}

/** Squares of `size` in the pen's colour, many thousands at once, in place of whatever was drawn. */
export function cloud(pen: Pen, dots: readonly Dot[], size: number): void {
  const { width, height } = pen.canvas;
  const { a: density } = pen.getTransform();
  const image = pen.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  // A colour of a canvas reads as #rrggbb; its pixels lie red first.
  const [blue, green, red] = [0, 8, 16].map(
    (shift) => (parseInt(String(pen.fillStyle).slice(1), 16) >> shift) & 255,
  ) as [number, number, number];
  const colour = new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0] as number;
  const side = Math.max(1, Math.round(size * density));
  for (const dot of dots) {
    const left = Math.round(dot.x * density - side / 2);
    const top = Math.round(dot.y * density - side / 2);
    const right = Math.min(width, left + side);
    const bottom = Math.min(height, top + side);
    for (let y = Math.max(0, top); y < bottom; y += 1) {
      for (let x = Math.max(0, left); x < right; x += 1) pixels[y * width + x] = colour;
    }
  }
  pen.putImageData(image, 0, 0);
}

/** One word's way over a plane: what it has gone in a full line, what is ahead of `here` in a broken one, its states as dots. */
export function trail(pen: Pen, points: readonly (readonly [number, number])[], here: number, colour: string): void {
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 2;
  const line = (part: typeof points, dash: number[]): void => {
    pen.setLineDash(dash);
    pen.beginPath();
    part.forEach(([x, y], at) => {
      if (at === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    pen.stroke();
  };
  line(points.slice(0, here + 1), []);
  line(points.slice(here), [3, 4]);
  pen.setLineDash([]);
  const [first] = points;
  if (!first) return;
  pen.beginPath();
  pen.arc(first[0], first[1], 4, 0, 2 * Math.PI);
  pen.stroke();
  for (const [x, y] of points.slice(1)) pen.fillRect(x - 1.5, y - 1.5, 3, 3);
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

/** Half of a dot, and a pixel of paper. */
const CLEAR = 3;

/**
 * A label's place beside its dot; it is left out where it would cover one that came before, so give the important ones first.
 * No label covers one of the `others`' dots either, but that the first `must` labels do so rather than be left out.
 */
export function labels(
  dots: readonly Dot[],
  width: (index: number) => number,
  height: number,
  others: readonly Dot[] = dots,
  must = 0,
): Map<number, Box> {
  const placed = new Map<number, Box>();
  const taken: Box[] = [];
  for (const [at, dot] of dots.entries()) {
    const w = width(dot.index);
    // Only what lies as near as the farthest place can be covered.
    const around = others.filter(
      ({ index, x, y }) =>
        index !== dot.index && Math.abs(x - dot.x) < w + 6 + CLEAR && Math.abs(y - dot.y) < height + 6 + CLEAR,
    );
    const covers = (place: Box) =>
      around.some(
        ({ x, y }) =>
          x > place.x - CLEAR &&
          x < place.x + place.width + CLEAR &&
          y > place.y - CLEAR &&
          y < place.y + place.height + CLEAR,
      );
    const places: Box[] = [
      { x: dot.x + 6, y: dot.y - height / 2, width: w, height },
      { x: dot.x - 6 - w, y: dot.y - height / 2, width: w, height },
      { x: dot.x - w / 2, y: dot.y - 6 - height, width: w, height },
      { x: dot.x - w / 2, y: dot.y + 6, width: w, height },
      { x: dot.x + 4, y: dot.y - 2 - height, width: w, height },
      { x: dot.x + 4, y: dot.y + 2, width: w, height },
      { x: dot.x - 4 - w, y: dot.y - 2 - height, width: w, height },
      { x: dot.x - 4 - w, y: dot.y + 2, width: w, height },
    ];
    const apart = places.filter((place) => !taken.some((other) => overlap(place, other)));
    const free = apart.find((place) => !covers(place)) ?? (at < must ? apart[0] : undefined);
    if (!free) continue;
    placed.set(dot.index, free);
    taken.push(free);
  }
  return placed;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
