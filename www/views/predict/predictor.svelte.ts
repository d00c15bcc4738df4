// Keeps a prediction up to date with what is typed and with the model while it trains. Where the model stands still, the reader
// answers at once; else the worker does: one call is under way at most, and the newest question is always answered, so that
// typing fast costs one wasted call, never a queue.

import type { Reader } from "../../client/runtime/reader.ts";
import type { Model, Prediction } from "../../client/api/index.ts";
import { sentence } from "../../client/wire/sentence.ts";

export class Predictor {
  prediction = $state.raw<Prediction | null>(null);
  /** Why there is none, in the engine's words. */
  problem = $state<string | null>(null);
  readonly #reader: Reader;
  /** Whose predictions are shown: what another model answers comes too late. */
  #model: Model | null = null;
  #next: { readonly model: Model; readonly text: string; readonly number: number } | null = null;
  #busy = false;
  #asked = 0;
  /** The newest question that was answered: what is answered later and was asked before it is dropped. */
  #answered = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  ask(model: Model, text: string): void {
    // Under another model's words the numbers would be wrong.
    if (model !== this.#model) this.prediction = null;
    this.#model = model;
    this.#asked += 1;
    this.#next = null;
    const number = this.#asked;
    if (this.#take(number, () => this.#reader.predict(model, text))) return;
    this.#next = { model, text, number };
    if (!this.#busy) void this.#answer();
  }

  /** Shows an answer or why there is none; false where nobody answered. */
  #take(number: number, answer: () => Prediction | null): boolean {
    if (number < this.#answered) return true;
    try {
      const prediction = answer();
      if (prediction === null) return false;
      this.prediction = prediction;
      this.problem = null;
    } catch (error) {
      this.prediction = null;
      this.problem = sentence(error);
    }
    this.#answered = number;
    return true;
  }

  async #answer(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const question = this.#next;
      if (question === null) break;
      this.#next = null;
      const { model, text, number } = question;
      const answer = await model.predict(text).then(
        (prediction) => () => prediction,
        (error: unknown) => () => {
          throw error;
        },
      );
      if (model === this.#model) this.#take(number, answer);
    }
    this.#busy = false;
  }
}
