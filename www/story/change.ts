// Puts the catalogue into another language and back: fetched with the first language that is not English.

import { type Language, catalogues, speech } from "./told.ts";

type Branch = Record<string, unknown>;
/** Another language's catalogues, by the name that each has in `told`. */
export type Dictionary = Readonly<Record<string, object>>;

/** The English, as each part said it. */
const english = new Map<string, Branch>();
let dictionary: Dictionary = {};

/** Writes every text of a part: as the other language says it, else in English. What is no text is the same in both. */
function write(live: Branch, first: Branch, other: Branch | undefined): void {
  for (const [key, value] of Object.entries(first)) {
    const said = other?.[key];
    if (typeof value === "string") live[key] = typeof said === "string" ? said : value;
    else if (typeof value === "object" && value !== null)
      write(live[key] as Branch, value as Branch, said as Branch | undefined);
  }
}

function lay(name: string): void {
  const live = catalogues.get(name) as Branch;
  if (!english.has(name)) english.set(name, structuredClone(live));
  write(live, english.get(name) ?? {}, dictionary[name] as Branch | undefined);
}

/** Puts the whole catalogue into a language, and each part that is fetched later; who shows strings has to read them again. */
export function put(next: Language, words: Dictionary): void {
  dictionary = words;
  speech.language = next;
  speech.lay = lay;
  for (const name of catalogues.keys()) lay(name);
}
