// Keeps a map of embeddings from turning over between frames. PCA leaves each axis's sign free, and two axes of nearly
// equal variance may change places; of the eight ways to lay the new map on the old one, this takes the nearest.

import type { Tensor } from "../../client/api/index.ts";

/** A way to lay a map on another: axes exchanged or not, then each mirrored or not. */
export interface Turn {
  readonly exchanged: boolean;
  readonly across: 1 | -1;
  readonly up: 1 | -1;
}

const AS_IT_IS: Turn = { exchanged: false, across: 1, up: 1 };

/** How the new coordinates (|V| x 2) are to be turned so that they lie nearest to the old ones. */
export function turnOf(fresh: Tensor, old: Tensor | null): Turn {
  const rows = fresh.shape[0] ?? 0;
  if (old === null || old.shape[0] !== rows || fresh.shape[1] !== 2 || old.shape[1] !== 2) return AS_IT_IS;
  // Products of old axis i with new axis j: the nearest map has the largest sum of products.
  let [p00, p01, p10, p11] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const [a, b] = [old.data[2 * row] ?? 0, old.data[2 * row + 1] ?? 0];
    const [c, d] = [fresh.data[2 * row] ?? 0, fresh.data[2 * row + 1] ?? 0];
    p00 += a * c;
    p01 += a * d;
    p10 += b * c;
    p11 += b * d;
  }
  const exchanged = Math.abs(p01) + Math.abs(p10) > Math.abs(p00) + Math.abs(p11);
  const [across, up] = exchanged ? [p01, p10] : [p00, p11];
  return { exchanged, across: across < 0 ? -1 : 1, up: up < 0 ? -1 : 1 };
}

/** Points of a plane, turned: whatever the shape, two numbers each. */
export function turned(points: Tensor, { exchanged, across, up }: Turn): Tensor {
  const data = new Float32Array(points.data.length);
  for (let at = 0; at < data.length; at += 2) {
    const [c, d] = [points.data[at] ?? 0, points.data[at + 1] ?? 0];
    data[at] = (exchanged ? d : c) * across;
    data[at + 1] = (exchanged ? c : d) * up;
  }
  return { shape: points.shape, data };
}

/** Between two maps of the same words, `share` of the way. */
export function between(old: Tensor, fresh: Tensor, share: number): Tensor {
  return {
    shape: fresh.shape,
    data: fresh.data.map((value, i) => (old.data[i] ?? value) * (1 - share) + value * share),
  };
}
