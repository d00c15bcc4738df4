// What every call is made of: options, progress, tensors, figures.

import type {
  Activation,
  BackendChoice,
  CorpusSource,
  ModelOptions,
  NamedTensors,
  OptimizerOptions,
  Tensor,
  TrainOnRun,
  TrainRun,
} from "./engine.ts";
import type { Progress, RunEnd } from "./shapes.ts";

/** What every long call takes. */
export interface Control {
  /** An aborted `train` keeps its finished steps; anything else aborted changes nothing. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export type BackendName = Exclude<BackendChoice, "auto">;

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
  readonly backend?: BackendChoice;
}

/** What a model was made with; a saved one may have come back without its text, and a vocabulary that the bundled corpus brings is left out. */
export type MadeOptions = Omit<ModelOptions, "corpus"> & Partial<Pick<ModelOptions, "corpus">>;

/** How many threads do a run on the CPU. */
export interface Threads {
  /**
   * Threads on the CPU, 1 to 64, where the page may share memory between them. Default: as many as are fastest, measured while a long
   * run goes on. The result is the same to the last bit.
   */
  readonly threads?: number;
}

/** What `train` takes. */
export interface TrainOptions extends TrainRun, Control, Threads {}

/** How a model is trained, for the script that goes on with it elsewhere. */
export interface ExportSettings extends OptimizerOptions {
  readonly batch?: number;
}

export interface Trained extends RunEnd {
  readonly seconds: number;
  readonly examplesPerSecond: number;
}

/** Training on these very examples in this order, around and around. */
export interface TrainOnOptions extends TrainOnRun, Control, Threads {
  /** Examples x n token ids, oldest first. */
  readonly contexts: Uint32Array;
  readonly targets: Uint32Array;
}

export type TrainedOn = Omit<RunEnd, "step">;

/** The parameters by name: E d x |V|, W H x n·d, U |V| x H, and with biases b (H) and c (|V|). */
export interface ParameterTensors {
  readonly E: Tensor;
  readonly W: Tensor;
  readonly U: Tensor;
  readonly b?: Tensor;
  readonly c?: Tensor;
}
