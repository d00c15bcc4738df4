// The language of the page: the address's, else the one that the reader chose here before, else the first of the browser's that the
// page speaks.

import { type Language, languages } from "../story/told.ts";
import { recall, remember } from "./remember.ts";

const LANGUAGE = "glasslm.language";

/** `now`: the one that the catalogue is in. What shows strings is made anew when it changes. */
export const language = $state<{ now: Language }>({ now: "en" });

const known = (name: string | null | undefined): Language | undefined =>
  languages.find((one) => one === name?.toLowerCase().split("-")[0]);

/** What the browser asks for. */
const browsers = (): Language => navigator.languages.map(known).find((one) => one !== undefined) ?? "en";

/** As an address says it: only where it is not what the browser asks for anyway. */
export const linked = (): Language | null => (language.now === browsers() ? null : language.now);

/** The language that the page opens in. */
export const first = (asked: Language | null): Language => asked ?? known(recall(LANGUAGE)) ?? browsers();

let latest: Language = "en";

/** Puts the page into a language, once its words are here; of two calls the later wins. */
export async function speak(next: Language): Promise<void> {
  latest = next;
  if (language.now === next) return;
  const { german, put } = await import("../story/de/index.ts");
  if (latest !== next) return;
  put(next, next === "de" ? german : {});
  language.now = next;
  document.documentElement.lang = next;
}

/** The reader's choice: the page remembers it. */
export async function choose(next: Language): Promise<void> {
  await speak(next);
  remember(LANGUAGE, next === browsers() ? null : next);
}
