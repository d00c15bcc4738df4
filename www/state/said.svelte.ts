// What is typed or set in a room stands in the address, and an address that comes brings it.

import { untrack } from "svelte";
import { fill } from "../story/index.ts";
import { share as words } from "../story/share.ts";
import type { Store } from "./store.svelte.ts";

/** Letters of a text that an address holds. */
const SAID = 400;
/** Of one that could not be read, as many as a sentence can hold. */
const QUOTED = 40;

/** Says it in the address under this name; nothing where it is empty, or more than an address holds. */
export function say(store: Store, name: string, text: string): void {
  const { [name]: before = "", ...others } = store.more;
  const said = text.length <= SAID ? text : "";
  if (said !== before) store.more = said === "" ? others : { ...others, [name]: said };
}

/** Takes what an address says under this name, now and whenever one comes; false where it is none. Call it while a component is made. */
export function heard(store: Store, name: string, take: (text: string) => unknown): void {
  $effect(() => {
    const text = store.more[name];
    if (text === undefined) return;
    untrack(() => {
      if (take(text) === false)
        store.notices.say(fill(words.unread, { name, text: text.slice(0, QUOTED) }), `link ${name}`);
    });
  });
}

/** Numbers as an address has them, this many; null where it has something else. */
export function numbers(text: string, count: number): number[] | null {
  const parts = text.split(",");
  const all = parts.map(Number);
  return all.length === count && parts.every((part) => part.trim() !== "") && all.every(Number.isFinite) ? all : null;
}
