// What a reader does to the model in the Step room: numbers set by hand, and updates on one example that are kept.

import type { OptimizerOptions } from "../../client/api/index.ts";
import type { Selection } from "../../state/address.ts";
import { Ask } from "../../state/ask.svelte.ts";
import { said } from "../../state/refusal.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";

/** A number to be written into a parameter. */
interface Edit {
  readonly at: Selection;
  readonly value: number;
}

/** An update on one example. */
interface Update extends OptimizerOptions {
  readonly context: Uint32Array;
  readonly target: number;
  readonly rate: number;
}

export class Edits {
  /** Parameters that were changed by hand since the last training step. */
  cells = $state.raw<readonly Selection[]>([]);
  /** Training steps at which an update was kept, the model not changed in any other way since. */
  kept = $state.raw<readonly number[]>([]);
  /** What was last done with an update, for a screen reader too. */
  note = $state.raw<(() => string) | null>(null);
  readonly #work: Workspace;
  readonly #write: Ask<Edit, unknown>;

  constructor(work: Workspace) {
    this.#work = work;
    // While a number is dragged, only the newest value is written.
    this.#write = new Ask<Edit, unknown>(({ at, value }) => this.#set(at, value), { scope: work.signal });
  }

  /** Whether the latest change of the model is an update that was kept here. */
  get canUndo(): boolean {
    const { info, time, store } = this.#work;
    if ("lock" in store.more) return false;
    if (this.kept.length === 0 || this.kept.at(-1) !== info.step) return false;
    // A script may have changed it too: the log knows, a moment after the change.
    return time.known?.step !== info.step || time.known.changes.at(-1)?.kind === "trainOn";
  }

  /** Writes a number into a parameter. */
  async set(at: Selection, value: number): Promise<void> {
    const { notices } = this.#work.store;
    await this.#write.ask({ at, value });
    const { why } = this.#write;
    if (why === null) notices.settled(this);
    else notices.say(() => said(why), this);
  }

  async #set(at: Selection, value: number): Promise<void> {
    const { tensor, index } = at;
    const known = this.cells.some((other) => other.tensor === tensor && other.index.join() === index.join());
    await this.#work.model.edit([{ tensor, index, value }], { again: known });
    if (!known) this.cells = [...this.cells, at];
    // To undo would now take back this, and not the update.
    this.kept = [];
  }

  /** All numbers that were changed by hand are as they were. */
  async putBack(): Promise<void> {
    const done = await this.#work.store.ask(async (model) => {
      await model.putBack();
      return true;
    }, this);
    if (done) this.cells = [];
  }

  /** A training step on one example; the step it led to. */
  async keep({ context, target, ...options }: Update): Promise<number | null> {
    const before = this.canUndo ? this.kept : [];
    const step = await this.#work.store.ask(async (model) => {
      await model.trainOn({ contexts: context, targets: Uint32Array.of(target), batch: 1, steps: 1, ...options });
      return model.step;
    }, this);
    if (step === null) return null;
    this.kept = [...before, step];
    this.cells = [];
    return step;
  }

  /** Takes the latest kept update back, to the last bit; the step that led to. */
  async undo(): Promise<number | null> {
    if (!this.canUndo) return null;
    const step = await this.#work.store.ask(async (model) => {
      await model.undo();
      return model.step;
    }, this);
    if (step !== null) this.kept = this.kept.slice(0, -1);
    return step;
  }
}
