// What a link asks for and cannot have.

import { link as words } from "../story/link.ts";
import { fill } from "../story/index.ts";
import type { Unread } from "./address.ts";
import type { Store } from "./store.svelte.ts";

/** As much of a part that could not be used as a sentence can hold. */
const QUOTED = 40;
/** Sentences about one link. */
const MOST = 3;

/** Says what a link wanted and cannot have; the rest of it is used. `about`: what a success takes it back with, else the part's own name. */
export function refuse(store: Store, parts: readonly Unread[], about?: string): void {
  const allowed: Readonly<Record<string, string>> = words.allowed;
  for (const { kind, name: whole, text } of parts.slice(0, MOST)) {
    const name = whole.slice(0, QUOTED);
    const say = (): string => {
      const values = { name, text: text.slice(0, QUOTED), allowed: allowed[name] ?? "" };
      return fill(kind === "value" && values.allowed !== "" ? words.refused : words[kind], values);
    };
    store.notices.say(say, about ?? `link ${name}`);
  }
}
