// What every call is made of: options, progress, tensors, figures.

import type {
  Activation,
  BackendWish,
  CorpusSource,
  ModelOptions,
  NamedTensors,
  OptimizerOptions,
  TrainOnRun,
  TrainRun,
} from "./engine.ts";
import type { Reason } from "./refusal.ts";

/** A tensor: row-major numbers with their shape beside them. Always a copy. */
export interface Tensor {
  /** `[rows, columns]` or `[length]`. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How much of a long call is done, in units of its own. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Of a training run: the losses of the steps since it last told, in order, nats. */
  readonly losses?: Float32Array;
}

/** What every long call takes. */
export interface Control {
  /** An aborted `train` keeps its finished steps; anything else aborted changes nothing. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export type BackendName = Exclude<BackendWish, "auto">;

/** The network's sizes and its start. */
export type NetworkOptions = Pick<
  ModelOptions,
  "context" | "embedding" | "hidden" | "activation" | "bias" | "seed" | "backend"
>;

/** How text becomes tokens, vocabulary and splits. */
export type TextOptions = Omit<ModelOptions, "corpus" | keyof NetworkOptions>;

/** What is said of a file that another program wrote: which of its tensors is which, the tokens by id, how a text is cut. What is absent is assumed. */
export interface ForeignOptions extends Omit<TextOptions, "split" | "shuffle"> {
  readonly tensors?: NamedTensors;
  /** Default "tanh". */
  readonly activation?: Activation;
}

/** What a saved model comes back with; of a file of another program, what it is. */
export interface LoadOptions extends Control, ForeignOptions {
  /** Without it the model cannot train, nor evaluate a split; all else works. */
  readonly corpus?: CorpusSource;
  /** Default "cpu". */
  readonly backend?: BackendWish;
}

/** What a model was made with; a saved one may have come back without its text, and a vocabulary that the bundled corpus brings is left out. */
export type MadeOptions = Omit<ModelOptions, "corpus"> & Partial<Pick<ModelOptions, "corpus">>;

/** What `train` takes. */
export interface TrainOptions extends TrainRun, Control {
  /**
   * Threads on the CPU, 1 to 64, where the page may share memory between them. Default: as many as are fastest, measured while a long
   * run goes on. The result is the same to the last bit.
   */
  readonly threads?: number;
}

/** How a model is trained, for the script that goes on with it elsewhere. */
export interface ExportSettings extends OptimizerOptions {
  readonly batch?: number;
}

/** Where a run stopped before its last step. */
export interface Stopped {
  readonly reason: string;
  /** The same in its parts, as a page phrases them. */
  readonly reasons: readonly Reason[];
  readonly step: number;
  readonly tensor?: string | null;
}

export interface Trained {
  readonly step: number;
  /** Each the mean over its batch, nats, before that step's update. */
  readonly losses: Float32Array;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly stopped: Stopped | null;
  /** What one should know of how it went: a decay that turns weights around, weights that can no longer move. */
  readonly warning: string | null;
  /** The same, as a page phrases it. */
  readonly warned: Reason | null;
}

/** Training on these very examples in this order, around and around. */
export interface TrainOnOptions extends TrainOnRun, Control {
  /** Examples x n token ids, oldest first. */
  readonly contexts: Uint32Array;
  readonly targets: Uint32Array;
}

export interface TrainedOn {
  /** Each the mean over its batch, nats, before that step's update. */
  readonly losses: Float32Array;
  readonly stopped: Stopped | null;
  /** As after `train`. */
  readonly warning: string | null;
  readonly warned: Reason | null;
}

export interface Evaluation {
  /** Nats per token, weighted by tokens. */
  readonly nll: number;
  readonly perplexity: number;
  readonly tokens: number;
  readonly unknown: number;
  /** Ends of sentences among the tokens. */
  readonly boundaries: number;
  /** As the model's: where it is false and `unknown` is not 0, the figures rest on what was never learnt. */
  readonly unknownTrained: boolean;
  /** The training step that all of it was measured at. */
  readonly step: number;
}

/** One entry a prediction, `</s>` included where there is one. */
export interface Score {
  readonly tokens: readonly string[];
  readonly logProbabilities: Float32Array;
  readonly known: readonly boolean[];
  readonly nll: number;
  readonly perplexity: number;
  /** As the model's. */
  readonly unknownTrained: boolean;
}

export interface Prediction {
  /** The n token ids that counted, oldest first. */
  readonly context: Uint32Array;
  /** n·d: e, their columns of E one after the other. */
  readonly embedded: Float32Array;
  /** H: h, what the last hidden layer made of them. */
  readonly hidden: Float32Array;
  /** |V| */
  readonly probabilities: Float32Array;
}

export interface Generated {
  readonly tokens: readonly string[];
  readonly probabilities: Float32Array;
}

/** The parameters by name: E d x |V|, W H x n·d, U |V| x H, and with biases b (H) and c (|V|). */
export interface ParameterTensors {
  readonly E: Tensor;
  readonly W: Tensor;
  readonly U: Tensor;
  readonly b?: Tensor;
  readonly c?: Tensor;
}

export interface Backend {
  readonly name: BackendName;
  readonly available: boolean;
  /** SIMD level, adapter, or why not. */
  readonly detail: string;
}

export interface BundledCorpus {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly options: Readonly<TextOptions & NetworkOptions>;
  /** How its default model is trained: what the Train room begins with. */
  readonly training: { readonly steps: number; readonly batch: number; readonly rate: number };
  /** Words that its grammar puts in one class; empty where it has no classes. */
  readonly classes: readonly { readonly name: string; readonly words: readonly string[] }[];
}
