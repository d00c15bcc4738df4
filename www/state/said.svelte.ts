// What is typed or set in a room stands in the address, and an address that comes brings it.

import { untrack } from "svelte";
import { refused } from "./refused.ts";
import type { Store } from "./store.svelte.ts";

/** Letters of a text that an address holds. */
const SAID = 400;

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
      if (take(text) === false) refused(store, [{ kind: "value", name, text }]);
    });
  });
}

/** The text of a box, which the address says under a name. Make it while a component is made. */
export class Typed {
  /** Also what a room puts there by itself, of which no address speaks. */
  text = $state("");
  readonly #store: Store;
  readonly #name: string;

  constructor(store: Store, name: string) {
    this.#store = store;
    this.#name = name;
    heard(store, name, (text) => {
      this.text = text;
    });
  }

  /** Somebody typed it. */
  readonly type = (text: string): void => {
    this.text = text;
    say(this.#store, this.#name, text);
  };
}

/** Numbers as an address has them, this many; null where it has something else. */
export function numbers(text: string, count: number): number[] | null {
  const parts = text.split(",");
  const all = parts.map(Number);
  return all.length === count && parts.every((part) => part.trim() !== "") && all.every(Number.isFinite) ? all : null;
}
