// Keeps a prediction up to date with what is typed and with the model while it trains. One call is under way at most, and the
// newest question is always answered: typing fast costs one wasted call, never a queue.

import type { Model, Prediction } from "../../client/types.ts";

export class Predictor {
  prediction = $state.raw<Prediction | null>(null);
  /** Why there is none, in the engine's words. */
  problem = $state<string | null>(null);
  #next: { readonly model: Model; readonly text: string } | null = null;
  #busy = false;

  ask(model: Model, text: string): void {
    this.#next = { model, text };
    if (!this.#busy) void this.#answer();
  }

  async #answer(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const question = this.#next;
      if (question === null) break;
      this.#next = null;
      const { model, text } = question;
      try {
        const prediction = await model.predict(text);
        this.prediction = prediction;
        this.problem = null;
      } catch (error) {
        this.prediction = null;
        this.problem = error instanceof Error ? error.message : String(error);
      }
    }
    this.#busy = false;
  }
}
