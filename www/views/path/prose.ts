// A chapter's prose: live numbers in braces, and `[[term]]` or `[[term|as written]]` for a word that the glossary explains.

import { type Term, glossary } from "../../story/lecture.ts";

/** A piece of a sentence: text, a live value, or a word of the glossary. */
export interface Piece {
  readonly text: string;
  readonly term: Term | null;
  /** A value: it is not translated, and keeps its direction. */
  readonly live: boolean;
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
  const value = (name: string): string => (Object.hasOwn(values, name) ? String(values[name]) : "…");
  const filled = (part: string): string => part.replace(/\{(\w+)\}/g, (_, name: string) => value(name));
  return text
    .split(/(\[\[[^\]]+\]\]|\{\w+\})/)
    .filter((part) => part !== "")
    .map((part) => {
      const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
      if (name !== undefined) return { text: value(name), term: null, live: true };
      const marked = /^\[\[([^|\]]+)(?:\|([^\]]+))?\]\]$/.exec(part);
      if (marked === null) return { text: part, term: null, live: false };
      const [, key = "", written] = marked;
      return { text: filled(written ?? key), term: termOf(key), live: false };
    });
}

/** The glossary's entry of a word, whatever its case in the sentence. */
export function termOf(word: string): Term | null {
  const sought = word.toLowerCase();
  return (Object.keys(glossary) as Term[]).find((term) => term.toLowerCase() === sought) ?? null;
}
