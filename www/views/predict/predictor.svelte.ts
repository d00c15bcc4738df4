// Keeps a prediction up to date with what is typed and with the model while it trains. Where the model stands still, the reader
// answers at once; else the engine does.

import type { Prediction } from "../../client/api/index.ts";
import { Ask } from "../../state/ask.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";

export class Predictor {
  readonly #work: Workspace;
  readonly #ask: Ask<string, Prediction>;

  constructor(work: Workspace) {
    this.#work = work;
    this.#ask = new Ask((text: string) => work.model.predict(text), { scope: work.signal });
  }

  get prediction(): Prediction | null {
    return this.#ask.answer;
  }
  /** Why there is none, in the engine's words. */
  get problem(): string | null {
    return this.#ask.problem;
  }

  ask(text: string): void {
    try {
      const prediction = this.#work.store.reader.predict(this.#work.model, text);
      if (prediction === null) void this.#ask.ask(text);
      else this.#ask.take(text, prediction);
    } catch (error) {
      this.#ask.refuse(error);
    }
  }
}
