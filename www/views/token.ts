// Tokens between the vocabulary and what a reader sees and types.

import type { ModelInfo } from "../state/store.svelte.ts";

export { append } from "./append.ts";
export { clipped, cut, named, whole, written as shown } from "../draw/words.ts";

/** The ids of the tokens that no text has, or -1: the end of a sentence, which also pads, and the unknown word. */
export function special(info: Pick<ModelInfo, "options" | "vocabulary">): {
  readonly end: number;
  readonly unknown: number;
} {
  const { sentences = true, unknown = true } = info.options;
  return {
    end: sentences ? info.vocabulary.indexOf("</s>") : -1,
    unknown: unknown ? info.vocabulary.indexOf("<unk>") : -1,
  };
}
