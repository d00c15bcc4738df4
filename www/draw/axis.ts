/** A straight scale from numbers to pixels, with round ticks. */

export interface Axis {
  readonly from: number;
  readonly to: number;
  /** The pixel of a value; beyond the ends it goes on straight. */
  at(value: number): number;
  /** Round values within the axis, about `count` of them. */
  ticks(count: number): number[];
}

/** Values [from, to] on pixels [start, end]. An empty range is widened around its value, so that it can be drawn. */
export function axis(from: number, to: number, start: number, end: number): Axis {
  if (!(Number.isFinite(from) && Number.isFinite(to)))
    throw new RangeError(`an axis needs finite ends, ${from} to ${to} given`);
  if (from === to) {
    const room = Math.abs(from) / 2 || 1;
    return axis(from - room, to + room, start, end);
  }
  return {
    from,
    to,
    at: (value) => start + ((value - from) / (to - from)) * (end - start),
    ticks(count) {
      const step = roundStep((to - from) / Math.max(1, count));
      const first = Math.ceil(from / step);
      const last = Math.floor(to / step);
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
        Number(((first + i) * step).toPrecision(12)),
      );
    },
  };
}

/** The smallest 1, 2 or 5 times a power of ten that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  return 10 * power;
}

/** The smallest and largest finite value, or null where there is none. */
export function range(values: ArrayLike<number>): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
