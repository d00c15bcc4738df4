// A product of a matrix and a vector, told by one of its rows: row times vector becomes one number, and then the rest follow.

import type { Network, Step } from "../network.ts";

/** One row of such a product. */
export interface First {
  readonly matrix: string;
  readonly vector: string;
  /** What they make, and which number of it. */
  readonly makes: string;
  readonly row: number;
  /** Numbers in the row. */
  readonly length: number;
}

/**
 * The row that a forward step is told by: of the number that is looked at, else of the target where each row is a word's, else the
 * first. Null: the step is no such product.
 */
export function firstOf(
  network: Network,
  step: Step | undefined,
  looked: { readonly tensor: string; readonly index: readonly number[] } | null,
): First | null {
  const [makes, ...more] = step?.writes ?? [];
  if (step?.phase !== "forward" || makes === undefined || more.length > 0) return null;
  const size = network.tensors[makes]?.data.length;
  for (const matrix of step.reads) {
    const [rows, length] = network.parameters[matrix as "W"]?.shape ?? [];
    if (length === undefined || rows !== size) continue;
    const vector = step.reads.find((name) => network.tensors[name]?.data.length === length);
    if (vector === undefined) continue;
    const [own] = looked?.tensor === makes ? looked.index : [];
    const row = own ?? (rows === network.vocabulary.length ? (network.target ?? 0) : 0);
    return { matrix, vector, makes, row, length };
  }
  return null;
}

/** How it goes on, as shares of the whole time: along the row, then the number alone, then the rest. */
const ALONG = 0.75;

/** Where in the row it is at a share of its time: the numbers [from, to) are multiplied; null: the number is there. */
export function within({ length }: First, share: number): readonly [number, number] | null {
  if (share >= ALONG) return null;
  const wide = Math.max(1, Math.round(length / 16));
  const from = Math.min(length - wide, Math.floor((share / ALONG) * length));
  return [Math.max(0, from), Math.min(length, from + wide)];
}
