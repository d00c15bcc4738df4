// The explanation of one number, asked of the engine and kept up to date with the model.

import type { Explanation, OptimizerOptions } from "../../client/api/index.ts";
import type { Selection } from "../../state/address.ts";
import { Ask } from "../../state/ask.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";

/** Terms fetched at first, the largest ones. */
export const FIRST = 8;

export interface Question {
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

export class Explained {
  readonly #ask: Ask<Question, Explanation>;

  constructor({ model, signal }: Workspace) {
    this.#ask = new Ask(
      ({ asked: { tensor, index }, rate, optimizer, context, target, count }: Question) =>
        model.explain(tensor, index, { ...optimizer, rate, context, target, order: "magnitude", from: 0, count }),
      // What is said of one number is of no use under another.
      { scope: signal, key: ({ asked: { tensor, index } }) => `${tensor}.${index.join(".")}` },
    );
  }

  /** Of this number, and of no other. */
  of({ tensor, index }: Selection): Explanation | null {
    const selection = this.#ask.of?.selection;
    return selection?.tensor === tensor && selection.index.join() === index.join() ? this.#ask.answer : null;
  }
  get problem(): string | null {
    return this.#ask.problem;
  }

  ask(question: Question | null): void {
    if (question === null) this.#ask.clear();
    else void this.#ask.ask(question);
  }
}
