// How the page trains: what the Train room sets. It is the reader's, not a model's, so it outlives the model; a bundled corpus
// brings its own rate and batch, once.

import type { GlassLM, Model, OptimizerOptions } from "../client/api/index.ts";
import { type Address, bundledName } from "./address.ts";
import type { Pace } from "./pace.ts";

export interface Settings {
  rate: number;
  batch: number;
  optimizer: "sgd" | "momentum" | "adamw";
  momentum: number;
  weightDecay: number;
  /** Null: no limit. */
  clip: number | null;
  schedule: "constant" | "cosine" | "step";
  total: number;
  every: number;
  factor: number;
}

/** What an own text begins with: the interface's defaults. */
const PLAIN = { rate: 0.1, batch: 32 } as const;

/** The network that is made where nobody says another. */
const NETWORK = { context: 3, embedding: 16, hidden: 64, activation: "tanh", bias: false, seed: 1 } as const;

/** How every page begins to train. */
export const usual: Readonly<Settings> = {
  ...PLAIN,
  optimizer: "sgd",
  momentum: 0.9,
  weightDecay: 0,
  clip: null,
  schedule: "constant",
  total: 5000,
  every: 1000,
  factor: 0.1,
};

/** How every page begins. */
const SHOWN = { pace: "doubling", pauses: true, patience: null } as const;

/** What an address may say of them. */
export type Linked = Pick<Address, "rate" | "batch" | "pace" | "pauses" | "patience">;

export class TrainSettings {
  values = $state<Settings>({ ...usual });
  pace = $state<Pace>(SHOWN.pace);
  /** Whether a paced run pauses where something happens. */
  pauses = $state<boolean>(SHOWN.pauses);
  /** Evaluations without a better one after which a run stops; null: it does not. */
  patience = $state<number | null>(SHOWN.patience);
  /** Threads of a run on the CPU; null: as many as are fastest. No link says it: the result is the same. */
  threads = $state<number | null>(null);
  /** What the corpus on the page brought. */
  #own = $state<{ readonly rate: number; readonly batch: number }>(PLAIN);
  #suited: string | null = null;
  /** The options that a model of the corpus on the page has where nobody says another: an address leaves them out. */
  defaults = $state.raw<Readonly<Record<string, unknown>>>({});
  /** What an address asked for, until its corpus is there. */
  #linked: Pick<Linked, "rate" | "batch"> = { rate: null, batch: null };

  /** Where the reader's rate and batch differ from the corpus's own, and the rest from how the page begins. */
  get changed(): Linked {
    const { rate, batch } = this.values;
    const { pace, pauses, patience } = this;
    return {
      rate: rate === this.#own.rate ? null : rate,
      batch: batch === this.#own.batch ? null : batch,
      pace: pace === SHOWN.pace ? null : pace,
      pauses: pauses === SHOWN.pauses ? null : pauses,
      patience,
    };
  }

  /** Takes what an address asks for; what it does not say stays. */
  take({ rate, batch, pace, pauses, patience }: Linked): void {
    this.pace = pace ?? this.pace;
    this.pauses = pauses ?? this.pauses;
    this.patience = patience ?? this.patience;
    this.#linked = { rate, batch };
    this.values.rate = rate ?? this.values.rate;
    this.values.batch = batch ?? this.values.batch;
  }

  /** How a gradient becomes a change; the rate apart. */
  get update(): OptimizerOptions {
    const { clip, schedule, total, every, factor, optimizer, momentum, weightDecay } = this.values;
    return {
      optimizer,
      schedule,
      weightDecay,
      ...(optimizer === "momentum" ? { momentum } : {}),
      ...(clip === null ? {} : { clip }),
      ...(schedule === "cosine" ? { total } : {}),
      ...(schedule === "step" ? { every, factor } : {}),
    };
  }

  /** Takes a bundled corpus's own rate and batch: what the reader then sets stays until there is another corpus. */
  async suit(model: Model, glasslm: GlassLM): Promise<void> {
    const name = bundledName(model.options);
    if (name === this.#suited) return;
    this.#suited = name;
    this.defaults = {};
    const found = name === null ? null : (await glasslm.corpora()).find((corpus) => corpus.name === name);
    if (found === undefined || this.#suited !== name) return;
    const training = found?.training ?? PLAIN;
    // A corpus that closes its vocabulary brings the list itself.
    this.defaults = { ...NETWORK, ...found?.options, vocabulary: undefined };
    this.#own = { rate: training.rate, batch: training.batch };
    this.values.rate = this.#linked.rate ?? training.rate;
    this.values.batch = this.#linked.batch ?? training.batch;
    this.#linked = { rate: null, batch: null };
  }
}
