// The models that the browser keeps for this page, asked of the engine's thread.

import type { Model } from "../api/index.ts";
import type { KeepCalls, KeepNote, Kept } from "../wire/keep.ts";
import type { Engine } from "./engine.ts";
import { PageModel } from "./model.ts";

export class Storage {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Keeps a model under an id, in place of what was kept there. */
  async keep(model: Model, id: string, note: KeepNote): Promise<void> {
    if (model instanceof PageModel) await this.#ask("keep", model.number, id, note);
  }
  kept(): Promise<Kept[]> {
    return this.#ask("kept");
  }
  take(id: string): ReturnType<KeepCalls["take"]> {
    return this.#ask("take", id);
  }
  rename(id: string, title: string): Promise<void> {
    return this.#ask("rename", id, title);
  }
  drop(id: string): Promise<void> {
    return this.#ask("drop", id);
  }

  async #ask<K extends keyof KeepCalls>(
    name: K,
    ...args: Parameters<KeepCalls[K]>
  ): Promise<Awaited<ReturnType<KeepCalls[K]>>> {
    const answer: unknown = await this.#engine.call<unknown>((api) => api.keeping(name, args));
    return answer as Awaited<ReturnType<KeepCalls[K]>>;
  }
}
