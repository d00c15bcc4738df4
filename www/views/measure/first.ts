// What stands in the boxes before the reader types.

import type { Model } from "../../client/api/index.ts";
import { bundledName } from "../../state/address.ts";
import type { ModelInfo } from "../../state/store.svelte.ts";

/** Words of a sentence that are put into a box: a line of a novel may be a chapter. */
const WORDS = 40;

/** Two sentences to begin with: on the story the lecture's, elsewhere a held-out one and its words backwards. */
export async function first(model: Model, info: ModelInfo): Promise<[string, string]> {
  const { unit } = info.options;
  if (bundledName(info.options) === "story") return ["i saw a van", "eyes awe of an"];
  const between = unit === "character" ? "" : " ";
  for (const split of ["validation", "train"] as const) {
    const [row] = await model.sentences(split, { from: 0, count: info.options.sentences === false ? 12 : 1 });
    if (row !== undefined && row.length > 0) {
      const known = row.filter((token) => token !== "<unk>").slice(0, WORDS);
      return [known.join(between), [...known].reverse().join(between)];
    }
  }
  return ["", ""];
}
