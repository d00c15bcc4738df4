// How a raw token is shown: white space by a visible sign, everything else as it is.

import type { ModelInfo } from "../state/store.svelte.ts";

const signs: Readonly<Record<string, string>> = { " ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽" };

/** A token as a reader can see it. */
export function shown(token: string): string {
  return token.replace(/[ \n\t\u00a0]/g, (space) => signs[space] ?? space);
}

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

/** A text with one more token at its end, spaced as one writes; the tokenizer reads the same tokens from it. */
export function append(text: string, token: string, unit: "word" | "character"): string {
  if (unit === "character" || text === "" || /\s$/.test(text)) return text + token;
  const closing = /^[.,;:!?)\]}’”…]$/.test(token);
  return closing ? text + token : `${text} ${token}`;
}
