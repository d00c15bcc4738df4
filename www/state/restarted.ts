// What is said of the engine's restart. Fetched when there is one.

import { restarted as words } from "../story/restarted.ts";
import { count, fill } from "../story/index.ts";

/** What a restart of the engine cost the model on the page, which is at `step` now. */
export function restarted(
  reason: string,
  cost: { readonly from: number } | { readonly lost: string } | null,
  step: number,
): string {
  const began = fill(words.again, { reason });
  if (cost === null) return began;
  if ("lost" in cost) return `${began} ${fill(words.lost, { reason: cost.lost })}`;
  const to = count(step);
  return `${began} ${
    cost.from === step ? fill(words.same, { step: to }) : fill(words.fell, { from: count(cost.from), to })
  }`;
}
