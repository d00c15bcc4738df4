// The languages of the page. English is the catalogue itself; another language lies over it, leaf by leaf, once it is fetched. What it
// does not say yet is said in English.

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** The names in braces of a string. */
export type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** The catalogue's parts, by name. */
export const catalogues = new Map<string, object>();

/** The language that the catalogue is in, and what lays it over a part; `change.ts` sets them, once another than English is asked for. */
export const speech: { language: Language; lay: (name: string) => void } = { language: "en", lay: () => undefined };

/** A part of the catalogue, in the language of the page from now on. Its objects stay the same: whoever holds one hears of a change. */
export function told<const E extends object>(name: string, english: E): E {
  catalogues.set(name, english);
  speech.lay(name);
  return english;
}

/** For `Intl`, and for what depends on the language elsewhere. British English. */
export const locale = (): "en-GB" | "de" => (speech.language === "de" ? "de" : "en-GB");
/** The decimal mark of what is read on the page. */
export const mark = (): "." | "," => (speech.language === "de" ? "," : ".");

/** A number's text in the language of the page: what is read has its decimal mark; what is copied, saved or typed back has the point. */
export function localised(text: string): string {
  return text.replace(".", mark());
}

/** A count as a reader writes it: 12,345. */
export function count(value: number): string {
  return value.toLocaleString(locale());
}

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
