// The one catalogue of the page's strings, a file for each room. A view never writes a sentence of its own. What is fetched
// on demand imports its own file, so that the page opens without it.

import { app } from "./app.ts";
import { predict } from "./predict.ts";

export const story = { app, predict } as const;

/** The names in braces of a string, so that forgetting one is a type error. */
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** Scripts that are read from right to left. */
const right = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A text that keeps its direction to itself: a number after a word that is read from right to left would go over to its side. */
export function isolated(text: string): string {
  return right.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * A string of the catalogue with its names in braces filled in. What is filled in is never read for braces again, and keeps its direction
 * to itself.
 */
export function fill<const S extends string>(text: S, values: Record<Names<S>, string | number>): string {
  const given: Record<string, string | number> = values;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(String(given[name] ?? whole)));
}

const whole = new Intl.NumberFormat("en");

/** A count as a reader writes it: 12,345. */
export function count(value: number): string {
  return whole.format(value);
}
