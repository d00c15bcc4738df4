// The one catalogue of the page's strings, a file for each room. A view never writes a sentence of its own. What is fetched
// on demand imports its own file, so that the page opens without it.

import { app } from "./app.ts";
import { predict } from "./predict.ts";

export const story = { app, predict } as const;

/** The names in braces of a string, so that forgetting one is a type error. */
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** A string of the catalogue with its names in braces filled in. What is filled in is never read for braces again. */
export function fill<const S extends string>(text: S, values: Record<Names<S>, string | number>): string {
  const given: Record<string, string | number> = values;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
}

const whole = new Intl.NumberFormat("en");

/** A count as a reader writes it: 12,345. */
export function count(value: number): string {
  return whole.format(value);
}
