// A chapter's prose: live numbers in braces, and `[[term]]` or `[[term|as written]]` for a word that the glossary explains.

import { type Term, glossary } from "../../story/lecture.ts";

/** A piece of a sentence: text, or a word of the glossary. */
export interface Piece {
  readonly text: string;
  readonly term: Term | null;
}

/** The names in braces of a text, each once. */
export function names(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name))];
}

/**
 * A paragraph in pieces, its numbers filled in. A value is never read for braces or brackets: words of a corpus stay words. A number
 * that is still to come is an ellipsis.
 */
export function pieces(text: string, values: Readonly<Record<string, string>>): Piece[] {
  const filled = (part: string): string =>
    part.replace(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : "…"));
  return text
    .split(/(\[\[[^\]]+\]\])/)
    .filter((part) => part !== "")
    .map((part) => {
      const marked = /^\[\[([^|\]]+)(?:\|([^\]]+))?\]\]$/.exec(part);
      if (marked === null) return { text: filled(part), term: null };
      const [, key = "", written] = marked;
      const term = termOf(key);
      return { text: filled(written ?? key), term };
    });
}

/** The glossary's entry of a word, whatever its case in the sentence. */
export function termOf(word: string): Term | null {
  const sought = word.toLowerCase();
  return (Object.keys(glossary) as Term[]).find((term) => term.toLowerCase() === sought) ?? null;
}
