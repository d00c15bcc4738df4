// Texts that depend on a count.

import { type Names, count, fill, locale } from "./told.ts";

/** An entry that depends on a count: a text for each of the language's plural forms. English and German have the same two. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** The text that goes with a count, with the count itself as {count} and the other names filled in. */
export function plural<const W extends Plural>(
  words: W,
  value: number,
  values: Record<Exclude<Names<W["one"] | W["other"]>, "count">, string | number>,
): string {
  const text: string = words[new Intl.PluralRules(locale()).select(value) === "one" ? "one" : "other"];
  return fill(text, { ...values, count: count(value) } as Record<never, string>);
}
