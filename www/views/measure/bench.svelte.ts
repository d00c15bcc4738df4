// What the parts of the room share: the n-grams that are counted on the model's corpus, and the table's figures.

import { createContext } from "svelte";
import type { Control, Model, Split } from "../../client/api/index.ts";
import type { Measure, Member, NgramSettings, Rows, Smoothing } from "../../client/api/index.ts";
import { sentence } from "../../client/wire/sentence.ts";
import { isAbort } from "./names.ts";

export class Bench {
  readonly model: Model;
  readonly measure: Measure;
  smoothing = $state<Smoothing>("kneser-ney");
  k = $state<number>(0.1);
  /** Null: estimated. */
  discount = $state<number | null>(null);
  /** Null until they are counted. */
  members = $state.raw<readonly Member[] | null>(null);
  /** How much of a count is done, 0 to 1; null: none goes on. */
  counting = $state<number | null>(null);
  /** Grows with every count: what was asked of the n-grams before is out of date. */
  version = $state(0);
  rows = $state.raw<Partial<Record<Split, Rows>>>({});
  /** The network's step when the rows were measured. */
  step = $state<number | null>(null);
  measuring = $state<number | null>(null);
  problem = $state<string | null>(null);
  #abort = new AbortController();
  #table = new AbortController();

  constructor(model: Model) {
    this.model = model;
    this.measure = model.measure;
  }

  get settings(): NgramSettings {
    return {
      smoothing: this.smoothing,
      ...(this.smoothing === "add-k" ? { k: this.k } : {}),
      ...(this.smoothing === "kneser-ney" && this.discount !== null ? { discount: this.discount } : {}),
    };
  }

  /** Counts all orders anew, then measures the splits that were shown. The newest count wins. */
  async count(): Promise<void> {
    this.#abort.abort();
    this.#table.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.counting = 0;
    try {
      const control: Control = {
        signal: abort.signal,
        onProgress: ({ done, total }) => {
          if (this.#abort === abort) this.counting = total > 0 ? done / total : 0;
        },
      };
      const members = await this.measure.lineup(this.settings, control);
      if (this.#abort !== abort) return;
      this.members = members;
      this.version += 1;
      this.problem = null;
      this.counting = null;
      await this.look(["validation"]);
    } catch (error) {
      if (this.#abort === abort && !isAbort(error)) this.problem = sentence(error);
    } finally {
      if (this.#abort === abort) this.counting = null;
    }
  }

  /** Measures these splits as the network is now; the others' figures go, for they are of another step. */
  async look(splits: readonly Split[]): Promise<void> {
    this.#table.abort();
    const abort = new AbortController();
    this.#table = abort;
    this.measuring = 0;
    const step = this.model.step;
    const rows: Partial<Record<Split, Rows>> = {};
    const problems: string[] = [];
    for (const [at, split] of splits.entries()) {
      try {
        rows[split] = await this.measure.rows(split, {
          signal: abort.signal,
          onProgress: ({ done, total }) => {
            if (this.#table === abort) this.measuring = (at + (total > 0 ? done / total : 0)) / splits.length;
          },
        });
      } catch (error) {
        if (!isAbort(error)) problems.push(sentence(error));
      }
    }
    if (this.#table !== abort || abort.signal.aborted) return;
    this.rows = rows;
    this.step = step;
    this.problem = problems[0] ?? null;
    this.measuring = null;
  }

  /** Nothing that goes on outlives the room. */
  end(): void {
    this.#abort.abort();
    this.#table.abort();
  }
}

/** The parts get the bench from the room. */
export const [useBench, setBench] = createContext<Bench>();
