// The explanation of one number, asked of the engine and kept up to date with the model. The newest question wins.

import type { Explanation, Model, OptimizerOptions } from "../../client/api/index.ts";
import { sentence } from "../../client/wire/sentence.ts";
import type { Selection } from "../../state/address.ts";

/** Terms fetched at first, the largest ones. */
export const FIRST = 8;

export interface Question {
  readonly model: Model;
  readonly selection: Selection;
  /** The name it is asked by: a parameter's after its update is another. */
  readonly asked: Selection;
  readonly rate: number;
  readonly optimizer: OptimizerOptions;
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
  /** Whose number is looked at: what is said of another model's is not shown. */
  #model: Model | null = null;

  ask(question: Question | null): void {
    if (question === null) this.answer = null;
    this.#next = question;
    this.#model = question?.model ?? null;
    if (this.#busy || question === null) return;
    this.#busy = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    for (let question = this.#next; question !== null; question = this.#next) {
      this.#next = null;
      const { model, selection, asked, rate, optimizer, context, target, count } = question;
      try {
        const explanation = await model.explain(asked.tensor, asked.index, {
          ...optimizer,
          rate,
          context,
          target,
          order: "magnitude",
          from: 0,
          count,
        });
        if (model !== this.#model) continue;
        this.answer = { selection, explanation };
        this.problem = null;
      } catch (error) {
        if (model !== this.#model) continue;
        this.answer = null;
        this.problem = sentence(error);
      }
    }
    this.#busy = false;
  }
}
