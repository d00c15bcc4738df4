// Keeps the example on the stage up to date with what is typed and with the model. One question is under way at most, and the
// newest is always answered. Prediction and parameters are those of one state of the model: if it changed in between, both are asked again.

import type { Model } from "../../client/types.ts";
import type { Network } from "../network.ts";

interface Question {
  readonly model: Model;
  readonly text: string;
  /** The count of the parameters' changes; another value means that an answer is out of date. */
  readonly version: () => number;
}

export class Example {
  network = $state.raw<Network | null>(null);
  /** Why there is none, in the engine's words. */
  problem = $state<string | null>(null);
  #next: Question | null = null;
  #busy = false;

  ask(question: Question): void {
    this.#next = question;
    if (!this.#busy) void this.#answer();
  }

  async #answer(): Promise<void> {
    this.#busy = true;
    for (let question = this.#next; question !== null; question = this.#next) {
      this.#next = null;
      const { model, text, version } = question;
      const before = version();
      try {
        const [{ context, probabilities }, parameters] = await Promise.all([model.predict(text), model.parameters()]);
        // A change asks anew by itself; until then the last whole answer stands.
        if (version() !== before) continue;
        const yhat = { shape: [probabilities.length], data: probabilities };
        this.network = { vocabulary: model.vocabulary, context, target: null, parameters, tensors: { yhat } };
        this.problem = null;
      } catch (error) {
        this.network = null;
        this.problem = error instanceof Error ? error.message : String(error);
      }
    }
    this.#busy = false;
  }
}
