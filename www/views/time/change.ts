// What changed a run, in words.

import type { RunChange } from "../../client/api/index.ts";
import { short } from "../../draw/number.ts";
import { count as counted, fill } from "../../story/index.ts";
import { time } from "../../story/time.ts";
import { train } from "../../story/train.ts";

/** A clause without a full stop. */
export function clause(change: RunChange | null): string {
  const words = time.change;
  if (change === null) return words.none;
  const { kind, steps, count, rate = NaN, optimizer = "sgd" } = change;
  const values = {
    steps: counted(steps),
    count: counted(count),
    rate: short(rate),
    optimizer: train.optimizers[optimizer],
  };
  if (kind === "edit") return count === 1 ? words.edit1 : fill(words.edit, values);
  return steps === 1 ? fill(words[`${kind}1`], values) : fill(words[kind], values);
}

/** Where the latest change begins that `undo` takes back, and the places on the line where the run was changed. */
export function marks(changes: readonly RunChange[]): number[] {
  return [...new Set(changes.map((change) => change.from))];
}
