// Counts what is in a corpus by reading its tokenized sentences page by page: nothing waits for it, and a model that leaves the
// page ends it. The test split is only counted when it is asked for.

import { SvelteMap } from "svelte/reactivity";
import type { Model, Split } from "../../client/api/index.ts";
import { sentence } from "../../client/wire/sentence.ts";
import { Tally } from "./tally.ts";

export interface Figures {
  readonly sentences: number;
  readonly tokens: number;
  readonly unknown: number;
  /** False while pages are still read. */
  readonly done: boolean;
}

/** Sentences asked for at once, and the most that are counted. */
const PAGE = 2000;
export const MOST = 200_000;

export class Survey {
  readonly figures = new SvelteMap<Split, Figures>();
  /** Of the training split, by token; replaced when a page was added. */
  counts = $state.raw<{ of(token: string): number }>({ of: () => 0 });
  problem = $state<string | null>(null);
  readonly #model: Model;
  readonly #store: { looks: number };
  #over = false;

  /** `store` counts the looks at the test split, in all rooms together. */
  constructor(model: Model, store: { looks: number }) {
    this.#model = model;
    this.#store = store;
  }

  async begin(): Promise<void> {
    await this.#count("train");
    await this.#count("validation");
  }

  async lookAtTest(): Promise<void> {
    this.#store.looks += 1;
    if (!this.figures.has("test")) await this.#count("test");
  }

  end(): void {
    this.#over = true;
  }

  async #count(split: Split): Promise<void> {
    const tally = new Tally();
    try {
      for (let from = 0; from < MOST && !this.#over; from += PAGE) {
        const page = await this.#model.sentences(split, { from, count: PAGE });
        tally.add(page);
        const done = page.length < PAGE || from + PAGE >= MOST;
        const { sentences, tokens, unknown } = tally;
        this.figures.set(split, { sentences, tokens, unknown, done });
        if (split === "train") this.counts = { of: (token) => tally.counts.get(token) ?? 0 };
        if (page.length < PAGE) break;
      }
    } catch (error) {
      this.problem = sentence(error);
    }
  }
}
