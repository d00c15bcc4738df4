// Draws words from the model on the page, one at a time.

import type { Generated, GenerateOptions } from "../../client/api/index.ts";
import { Ask } from "../../state/ask.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";

/** What there is to say of the latest draw. */
export type Note =
  | { readonly of: "ended" }
  | { readonly of: "longEnough" }
  | { readonly of: "refused" }
  | {
      readonly of: "taken" | "drawn" | "drawnBest";
      readonly word: string;
      readonly probability: number;
      /** The most probable word. */
      readonly best: string;
    };

export class Drawing {
  readonly #ask: Ask<GenerateOptions, Generated>;
  note = $state.raw<Note | null>(null);

  constructor({ model, signal }: Workspace) {
    this.#ask = new Ask((options: GenerateOptions) => model.generate(options), { scope: signal });
  }

  /** Why nothing came, in the engine's words. */
  get problem(): string | null {
    return this.#ask.problem;
  }

  /** What comes next; null: nothing came. */
  async next(options: GenerateOptions): Promise<readonly string[] | null> {
    await this.#ask.ask(options);
    return this.#ask.of === options ? (this.#ask.answer?.tokens ?? null) : null;
  }
}
