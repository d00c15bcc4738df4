// How models and numbers are called in this room.

import type { CountedSplit, Figures, ModelName, Unit } from "../../client/api/index.ts";
import { short } from "../../draw/number.ts";
import { counted } from "../../story/counted.ts";
import { count, fill } from "../../story/index.ts";
import { measure as words } from "../../story/measure.ts";
import { shown } from "../token.ts";

export function nameOf({ kind, order }: ModelName): string {
  switch (kind) {
    case "network":
      return words.network;
    case "ngram":
      return fill(words.gram, { order });
    case "mixture":
      return fill(words.mixture, { order });
    case "nothing":
      return words.nothing;
  }
}

/** The orders that a reader can choose among. */
export const ORDERS = [1, 2, 3, 4, 5] as const;

/** Token ids as a reader sees them; the padding is left out. */
export function spell(
  ids: readonly number[],
  vocabulary: readonly string[],
  unit: Unit = "word",
  as = (token: string): string => token,
): string {
  const tokens = ids.map((id) => vocabulary[id] ?? "");
  return tokens
    .filter((token, at) => token !== "</s>" || at === ids.length - 1)
    .map((token) => as(shown(token)))
    .join(unit === "character" ? "" : " ");
}

export type Basis = Pick<Figures, "tokens" | "boundaries" | "unknown">;

/** What a perplexity was counted on: tokens, ends of sentences, unknown words, the base. */
export function account(what: string, { tokens, boundaries, unknown }: Basis): string {
  return fill(words.accounting, {
    split: what,
    tokens: count(tokens),
    boundaries: count(boundaries),
    unknown: count(unknown),
  });
}

/** What keeps a perplexity from being put beside another one's; null: nothing that is known here. */
export function caution({ tokens, unknown }: Basis): string | null {
  return unknown > 0 ? fill(counted.incomparable, { tokens: count(tokens), unknown: count(unknown) }) : null;
}

/**
 * Bits per character, which compare words with characters on the same text; null where that is not known. The mean is over all tokens of
 * the split: in a stream a few at its beginning are only context, and count as the others do.
 */
export function bitsPerCharacter(
  { bits, unknown }: Pick<Figures, "bits" | "unknown">,
  { tokens, sentences, characters }: Pick<CountedSplit, "tokens" | "sentences" | "characters">,
): number | null {
  return unknown > 0 || characters === 0 ? null : (bits * (tokens + sentences)) / characters;
}

export { percent } from "../../draw/number.ts";

/** Whether a call failed because the reader stopped it. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** A large whole number in few characters: 12,345 or 8.01e6. */
export function large(value: number): string {
  return value < 1e6 ? count(value) : short(value);
}

/** Between two words in a row of elements, where the markup would drop a space. */
export const SPACE = " ";
