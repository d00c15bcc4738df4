// Where one line overtakes the other, of sizes that were measured.

import type { Crossing } from "../../client/api/index.ts";

export interface Line {
  readonly hidden: number;
  readonly sizes: readonly Crossing[];
  /** The smallest |V| from which on the card is the faster; null where it never is. */
  readonly from: number | null;
}

/** The measurements by H, each by |V|. */
export function lines(all: readonly Crossing[]): Line[] {
  return [...new Set(all.map(({ hidden }) => hidden))].map((hidden) => {
    const sizes = all.filter((size) => size.hidden === hidden).sort((a, b) => a.vocabulary - b.vocabulary);
    const last = sizes.findLastIndex((size) => size.gpuStepsPerSecond <= size.cpuStepsPerSecond);
    return { hidden, sizes, from: sizes[last + 1]?.vocabulary ?? null };
  });
}
