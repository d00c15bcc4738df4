// What changed a run, in words.

import type { RunChange } from "../../client/api/index.ts";
import { short } from "../../draw/number.ts";
import { count as counted } from "../../story/index.ts";
import { plural } from "../../story/plural.ts";
import { time } from "../../story/time.ts";
import { train } from "../../story/train.ts";

/** A clause without a full stop. */
export function clause(change: RunChange | null): string {
  const words = time.change;
  if (change === null) return words.none;
  const { kind, steps, count, rate = NaN, optimizer = "sgd" } = change;
  if (kind === "edit") return plural(words.edit, count, {});
  return plural(words[kind], steps, {
    batch: counted(count),
    rate: short(rate),
    optimizer: train.optimizers[optimizer],
  });
}

/** Where the latest change begins that `undo` takes back, and the places on the line where the run was changed. */
export function marks(changes: readonly RunChange[]): number[] {
  return [...new Set(changes.map((change) => change.from))];
}
