// What is in a model's corpus, in the engine's numbers: exact at any size. The test split is only counted when it is asked for.

import { SvelteMap } from "svelte/reactivity";
import type { CountedSplit, Model, Split } from "../../client/api/index.ts";
import { said } from "../../state/refusal.svelte.ts";

export class Survey {
  readonly figures = new SvelteMap<Split, CountedSplit>();
  /** Of the training split, by token id. */
  counts = $state.raw(new Uint32Array());
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
    await this.#say(async () => {
      this.counts = new Uint32Array(await this.#model.frequencies());
    });
  }

  async lookAtTest(): Promise<void> {
    this.#store.looks += 1;
    if (!this.figures.has("test")) await this.#count("test");
  }

  end(): void {
    this.#over = true;
  }

  #count(split: Split): Promise<void> {
    return this.#say(async () => {
      const figures = await this.#model.counted(split);
      if (!this.#over) this.figures.set(split, figures);
    });
  }

  async #say(call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!this.#over) this.problem = said(error);
    }
  }
}
