// What the parts of the room share: the n-grams that are counted on the model's corpus, and the table's figures. They stay with the
// model: whoever comes back to the room finds them.

import type { Control, Measure, Member, Model, NgramSettings, Rows, Smoothing, Split } from "../../client/api/index.ts";
import { said } from "../../state/refusal.svelte.ts";
import { Ask } from "../../state/ask.svelte.ts";
import { useStore } from "../../state/store.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";
import { isAbort } from "./names.ts";

interface Measured {
  readonly rows: Partial<Record<Split, Rows>>;
  /** The network's step when they were measured. */
  readonly step: number;
  /** Why a split has no figures; null: each has. */
  readonly why: unknown;
}

/** A newer question ends the older one's work at once. */
const AT_ONCE = (): number => 0;

export class Bench {
  readonly work: Workspace;
  readonly model: Model;
  readonly measure: Measure;
  smoothing = $state<Smoothing>("kneser-ney");
  k = $state<number>(0.1);
  /** Null: estimated. */
  discount = $state<number | null>(null);
  /** Grows with every count: what was asked of the n-grams before is out of date. */
  version = $state(0);
  #members = $state.raw<readonly Member[] | null>(null);
  readonly #count: Ask<NgramSettings, readonly Member[]>;
  readonly #rows: Ask<readonly Split[], Measured>;

  constructor(work: Workspace) {
    this.work = work;
    this.model = work.model;
    this.measure = work.model.measure;
    this.#rows = new Ask((splits: readonly Split[], control) => this.#measured(splits, control), {
      scope: work.signal,
      patience: AT_ONCE,
    });
    this.#count = new Ask((settings: NgramSettings, control) => this.measure.lineup(settings, control), {
      scope: work.signal,
      patience: AT_ONCE,
      taken: (members) => {
        this.#members = members;
        this.version += 1;
        void this.look(["validation"]);
      },
    });
  }

  /** Null until they are counted. */
  get members(): readonly Member[] | null {
    return this.#members;
  }
  /** How much of a count is done, 0 to 1; null: none goes on. */
  get counting(): number | null {
    return this.#count.progress;
  }
  get rows(): Partial<Record<Split, Rows>> {
    return this.#rows.answer?.rows ?? {};
  }
  get step(): number | null {
    return this.#rows.answer?.step ?? null;
  }
  get measuring(): number | null {
    return this.#rows.progress;
  }
  get problem(): string | null {
    const why = this.#rows.answer?.why ?? null;
    return this.#count.problem ?? this.#rows.problem ?? (why === null ? null : said(why));
  }

  get settings(): NgramSettings {
    return {
      smoothing: this.smoothing,
      ...(this.smoothing === "add-k" ? { k: this.k } : {}),
      ...(this.smoothing === "kneser-ney" && this.discount !== null ? { discount: this.discount } : {}),
    };
  }

  /** The settings as an address says them; empty: as every model begins. */
  get said(): string {
    if (this.smoothing === "add-k") return Number.isFinite(this.k) ? `add-k:${this.k}` : "";
    if (this.smoothing === "kneser-ney") return this.discount === null ? "" : `kneser-ney:${this.discount}`;
    return this.smoothing;
  }

  /** Takes them from an address; false where they are none. */
  take(text: string): boolean {
    if (text === this.said) return true;
    const [, smoothing, number] = /^(kneser-ney|add-k|none)(?::(\d+(?:\.\d+)?(?:e-?\d+)?))?$/.exec(text) ?? [];
    if (smoothing === undefined || (smoothing === "none") !== (number === undefined)) return false;
    this.smoothing = smoothing as Smoothing;
    if (smoothing === "add-k") this.k = Number(number);
    if (smoothing === "kneser-ney") this.discount = Number(number);
    if (this.#members !== null || this.#count.busy) void this.count();
    return true;
  }

  /** Counts where nothing is counted yet. */
  begin(): void {
    if (this.#members === null && !this.#count.busy) void this.count();
  }

  /** Counts all orders anew, then measures the splits that were shown. The newest count wins. */
  async count(): Promise<void> {
    this.#rows.stop();
    await this.#count.ask(this.settings);
  }

  /** Measures these splits as the network is now; the others' figures go, for they are of another step. */
  look(splits: readonly Split[]): Promise<void> {
    return this.#rows.ask(splits);
  }

  async #measured(splits: readonly Split[], { signal, onProgress }: Control): Promise<Measured> {
    const { step } = this.model;
    const rows: Partial<Record<Split, Rows>> = {};
    const problems: unknown[] = [];
    for (const [at, split] of splits.entries()) {
      try {
        rows[split] = await this.measure.rows(split, {
          ...(signal ? { signal } : {}),
          onProgress: ({ done, total }) =>
            onProgress?.({ done: at + (total > 0 ? done / total : 0), total: splits.length }),
        });
      } catch (error) {
        if (isAbort(error)) throw error;
        problems.push(error);
      }
    }
    return { rows, step, why: problems[0] ?? null };
  }
}

/** The bench of the model on the page: a part of the room is made anew for another model. */
export function useBench(): Bench {
  return useStore().work.get(Bench);
}
