// Tokens between the vocabulary and what a reader sees and types.

import type { Unit } from "../client/api/index.ts";
import type { ModelInfo } from "../state/store.svelte.ts";

export { clipped, named, written as shown } from "../draw/words.ts";

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

/** Where a cluster ends that nobody sees: the engine reads no token there. */
const SEAM = "\u200b";
/** What may melt together with a character after it, and with one before it: marks, joiners, flags, parts of syllables. */
const open =
  /[\p{M}\p{Cf}\p{Regional_Indicator}\p{Script=Hangul}\u0d4e\u{111c2}\u{111c3}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]$/u;
const leaning = /^[\p{M}\p{Cf}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Script=Hangul}]/u;

/** A text with one more token at its end, spaced as one writes; the engine reads the same tokens from it. */
export function append(text: string, token: string, unit: Unit): string {
  if (text === "") return token;
  if (unit === "character") return open.test(text) || leaning.test(token) ? text + SEAM + token : text + token;
  if (/\s$/.test(text)) return text + token;
  const closing = unit === "word" && /^[.,;:!?)\]}…]$/.test(token);
  return closing ? text + token : `${text} ${token}`;
}
