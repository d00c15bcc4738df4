// The explanation of one number, asked of the engine and kept up to date with the model. The newest question wins.

import type { Explanation, Model } from "../../client/types.ts";
import type { Selection } from "../../state/address.ts";

/** Terms fetched at first, the largest ones. */
export const FIRST = 8;

export interface Question {
  readonly model: Model;
  readonly selection: Selection;
  readonly context: string | readonly string[];
  readonly target: number;
  /** How many terms are wanted. */
  readonly count: number;
}

export interface Answer {
  readonly selection: Selection;
  readonly explanation: Explanation;
}

export class Explained {
  answer = $state.raw<Answer | null>(null);
  problem = $state<string | null>(null);
  #next: Question | null = null;
  #busy = false;

  ask(question: Question | null): void {
    if (question === null) this.answer = null;
    this.#next = question;
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let question = this.#next; question !== null; question = this.#next) {
      this.#next = null;
      const { model, selection, context, target, count } = question;
      try {
        const explanation = await model.explain(selection.tensor, selection.index, { context, target, order: "magnitude", from: 0, count });
        this.answer = { selection, explanation };
        this.problem = null;
      } catch (error) {
        this.answer = null;
        this.problem = error instanceof Error ? error.message : String(error);
      }
    }
    this.#busy = false;
  }
}
