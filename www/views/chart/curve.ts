// The loss curve's geometry: data in, paths out. One axis for both figures: perplexity is e to the loss, so the right side only
// names the left side's heights.

import { ticks } from "d3-array";

export interface Point {
  readonly step: number;
  readonly loss: number;
}

/** The axis's ends, a little beyond the points; null where there is nothing to draw. */
export function ends(
  points: readonly Point[],
): { readonly step: readonly [number, number]; readonly loss: readonly [number, number] } | null {
  let [first, last, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { step, loss } of points) {
    if (!Number.isFinite(loss)) continue;
    first = Math.min(first, step);
    last = Math.max(last, step);
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  if (first === Infinity) return null;
  const margin = Math.max(0.05 * (high - low), 0.02);
  return { step: [first, Math.max(last, first + 1)], loss: [Math.max(0, low - margin), high + margin] };
}

/** An SVG path through the points; a loss that is not finite breaks it. */
export function path(points: readonly Point[], x: (step: number) => number, y: (loss: number) => number): string {
  let pen = "M";
  let drawn = "";
  for (const { step, loss } of points) {
    if (!Number.isFinite(loss)) {
      pen = "M";
      continue;
    }
    drawn += `${pen}${x(step).toFixed(1)} ${y(loss).toFixed(1)}`;
    pen = "L";
  }
  return drawn;
}

/** At most `most` points, each the mean of as many neighbours. */
export function thin(length: number, at: (index: number) => Point, most: number): Point[] {
  const stride = Math.max(1, Math.ceil(length / most));
  const points: Point[] = [];
  for (let start = 0; start < length; start += stride) {
    const end = Math.min(length, start + stride);
    let sum = 0;
    for (let i = start; i < end; i += 1) sum += at(i).loss;
    points.push({ step: at(end - 1).step, loss: sum / (end - start) });
  }
  return points;
}

/** A perplexity's round values between two losses: 1, 2, 5, 10, 20, 50, ... with the loss each stands at; evenly spaced ones where those are too few. */
export function perplexities(loss: readonly [number, number]): { readonly value: number; readonly loss: number }[] {
  const [low, high] = [Math.exp(loss[0]), Math.exp(loss[1])];
  const decades = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
  const round = decades.filter((value) => value >= low && value <= high);
  const values = round.length > 1 || !Number.isFinite(high) ? round : ticks(low, high, 4);
  return values.map((value) => ({ value, loss: Math.log(value) }));
}

/** Where a step lies on an axis of steps: evenly, or by its logarithm, on which each doubling is as long as any other and 0 has a place. */
export function along(step: number, [first, last]: readonly [number, number], logarithmic: boolean): number {
  const at = logarithmic
    ? (value: number): number => Math.log2(1 + Math.max(0, value))
    : (value: number): number => value;
  return (at(step) - at(first)) / (at(last) - at(first));
}

/** Steps to write under the axis. */
export function stepTicks([first, last]: readonly [number, number], logarithmic: boolean, room: number): number[] {
  if (!logarithmic) return ticks(first, last, room).filter(Number.isInteger);
  // Within one doubling its powers of two would say little or nothing.
  if (last < 2 * first) return ticks(first, last, Math.min(room, 4)).filter(Number.isInteger);
  const all = [0, ...Array.from({ length: 40 }, (_, power) => 2 ** power)].filter(
    (step) => step >= first && step <= last,
  );
  const every = Math.max(1, Math.ceil(all.length / Math.max(2, room)));
  return all.filter((_, i) => (all.length - 1 - i) % every === 0);
}

/** What lies between neighbours: joined where nothing was left out, else a gap that was not measured. */
export function joined(
  points: readonly Point[],
  next: (step: number) => number,
): { readonly lines: Point[][]; readonly gaps: (readonly [Point, Point])[] } {
  const lines: Point[][] = [];
  const gaps: (readonly [Point, Point])[] = [];
  let before: Point | undefined;
  for (const point of points) {
    if (before !== undefined && point.step <= next(before.step)) lines.at(-1)?.push(point);
    else {
      if (before !== undefined) gaps.push([before, point]);
      lines.push([point]);
    }
    before = point;
  }
  return { lines, gaps };
}

/** The point whose step is nearest to this one. */
export function nearestPoint<P extends { readonly step: number }>(points: readonly P[], step: number): P | null {
  let best: P | null = null;
  for (const point of points) {
    if (best === null || Math.abs(point.step - step) < Math.abs(best.step - step)) best = point;
  }
  return best;
}
