// A question whose newest asking counts: typing fast costs one wasted call, never a queue and never an old answer.

import { sentence } from "../../client/wire/sentence.ts";

export class Latest<T> {
  answer = $state.raw<T | null>(null);
  /** Why there is none, in the engine's words. */
  problem = $state<string | null>(null);
  #next: (() => Promise<T>) | null = null;
  #busy = false;

  ask(question: () => Promise<T>): void {
    this.#next = question;
    if (!this.#busy) void this.#go();
  }

  async #go(): Promise<void> {
    this.#busy = true;
    for (let question = this.#next; question !== null; question = this.#next) {
      this.#next = null;
      try {
        this.answer = await question();
        this.problem = null;
      } catch (error) {
        this.answer = null;
        this.problem = sentence(error);
      }
    }
    this.#busy = false;
  }
}
