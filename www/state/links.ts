// Opens what a link asks for: the trained model that the build made, else one that is made now; else the first, with the reason.

import type { ModelOptions } from "../client/api/index.ts";
import { type Address, type LinkedOptions, type More, bundledName, pastOf, read } from "./address.ts";
import { agrees, fetchOpening, firstContext, mayOpen, opening } from "./opening.ts";
import type { Store } from "./store.svelte.ts";

const FIRST: ModelOptions = { corpus: { name: "farmyard" } };

export class Links {
  readonly #store: Store;
  /** What the page was opened with, and the trained model's file, on its way while the engine starts. */
  readonly #asked = read(location.hash);
  /** A link to a model of somebody's own text opens the first one, until that text is here. */
  readonly #own = "own" in this.#asked.more;
  readonly #options = this.#own ? {} : this.#asked.options;
  readonly #past = this.#own ? {} : pastOf(this.#asked.more);
  readonly #trained = fetched(this.#options, this.#past);
  #latest: AbortController | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The page's first model. A script may have been quicker. */
  async first(): Promise<void> {
    const store = this.#store;
    if (this.#own) store.awaited = this.#asked;
    if (store.model === null) await this.#open(this.#options, this.#past, this.#trained);
    // The page opens with something to predict after; what was typed meanwhile stays.
    if (store.context === "" && store.info !== null) store.context = firstContext(bundledName(store.info.options));
  }

  /** Follows a link, or stays with the model that is there; what an older link is still waiting for does not come any more. */
  async follow(address: Address | null): Promise<boolean> {
    const store = this.#store;
    if (store.info === null) return false;
    this.#latest?.abort();
    if (address !== null) store.awaited = "own" in address.more && address.more["own"] !== store.own ? address : null;
    const asked = store.awaited === null && address !== null ? address.options : null;
    const past = pastOf(address?.more ?? {});
    if (asked === null || (store.has(asked) && agrees(past, store.past))) return false;
    return this.#open(asked, past, fetched(asked, past));
  }

  /** Puts the model on the page that a link asks for; true when it is there. */
  async #open(asked: LinkedOptions, past: More, trained: Promise<Uint8Array> | null): Promise<boolean> {
    const store = this.#store;
    this.#latest = new AbortController();
    const { signal } = this.#latest;
    const before = store.model;
    const replay = Object.keys(past).length > 0 ? import("./replay.ts") : null;
    // Who awaits it hears of a failure.
    replay?.catch(() => undefined);
    // Without the file the same model opens untrained, and the page says so.
    const model =
      trained && (await store.attempt(async () => opening(store.glasslm, await trained, asked), undefined, "opening"));
    // A script may have been quicker.
    if (signal.aborted || store.model !== before) {
      await model?.dispose();
      return false;
    }
    if (model !== null) {
      await store.put(model);
      // What an older link was refused for is over, as when `create` succeeds.
      store.notices.settled("create");
      this.#goOn(past, replay, signal);
      return true;
    }
    if (await store.create({ ...FIRST, ...asked }, { signal })) {
      this.#goOn(past, replay, signal);
      return true;
    }
    // A link that asks for what cannot be made still opens the page, and says why it is not what was linked.
    if (before === null && !signal.aborted) await store.create(FIRST, {}, "first");
    return false;
  }

  /** Does on the page's model what the link says was done to it. */
  #goOn(past: More, replay: Promise<typeof import("./replay.ts")> | null, signal: AbortSignal): void {
    const store = this.#store;
    store.past = past;
    if (replay !== null)
      void store.attempt(async () => (await replay).replay(store, past, signal), undefined, "link train");
  }
}

/** The trained model's file, where the link may be to it. */
function fetched(asked: LinkedOptions, past: More): Promise<Uint8Array> | null {
  const name = past["start"] === "0" ? null : mayOpen(asked);
  const trained = name === null ? null : fetchOpening(name);
  // Whoever needs it hears of a failure.
  trained?.catch(() => undefined);
  return trained;
}
