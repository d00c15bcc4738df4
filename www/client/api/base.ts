// What every call is made of: options, progress, tensors, figures.

import type { OptimizerName, Sentences, Unit } from "./engine.ts";

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

export type BackendName = "cpu" | "webgpu";
export type Activation = "tanh" | "sigmoid" | "relu";

/** Where the text comes from: a bundled corpus, one text to be split, or three splits. */
export type CorpusSource =
  | { readonly name: string; readonly size?: number }
  | { readonly text: string }
  | { readonly train: string; readonly validation: string; readonly test: string };

/** How text becomes tokens, vocabulary and splits. What is absent is the corpus's own default, else the one named here. */
export interface TextOptions {
  /** Default "word". "space" cuts at white space only: `<unk>` and `</s>` in the text are then the special tokens. */
  readonly unit?: Unit;
  /** Default false. */
  readonly lowercase?: boolean;
  /** Look-alike apostrophes, quotes and hyphens are read as one. Default true for words, false otherwise. */
  readonly fold?: boolean;
  /** A line is a sentence (true, the default), or what ends with punctuation, or what stands between blank lines; false: the text is one stream. */
  readonly sentences?: Sentences;
  /** False closes the vocabulary: a text with a token outside it is refused. Default true. */
  readonly unknown?: boolean;
  /** Default 1. */
  readonly minimumCount?: number;
  /** Counts `</s>` and `<unk>`. Default 10000. */
  readonly maximumVocabulary?: number;
  /** Fixes the tokens and their ids. */
  readonly vocabulary?: readonly string[];
  /** Three fractions that sum to 1, the first above 0. Default [0.8, 0.1, 0.1]. */
  readonly split?: readonly [number, number, number];
  /** The seed of an order into which the sentences (of a stream: its blocks) are put before `split` cuts them. Default: the text's own order. */
  readonly shuffle?: number;
}

/** The network's sizes and its start. */
export interface NetworkOptions {
  /** n, 1 to 16. Default 3. */
  readonly context?: number;
  /** d. Default 16. */
  readonly embedding?: number;
  /** H. Default 64. */
  readonly hidden?: number;
  /** Default "tanh". */
  readonly activation?: Activation;
  /** Default false. */
  readonly bias?: boolean;
  /** An integer, 0 to 2^53-1. Default 1. */
  readonly seed?: number;
  /** Default "cpu". */
  readonly backend?: BackendName | "auto";
}

/** What a model is made with. */
export interface ModelOptions extends TextOptions, NetworkOptions {
  readonly corpus: CorpusSource;
}

/** One of a file's tensors. `transposed`: E as |V| x d, W as n·d x H, U as H x |V|; where absent, its shape decides. */
export interface NamedTensor {
  readonly name: string;
  readonly transposed?: boolean;
}

/** What is said of a file that another program wrote: which of its tensors is which, the tokens by id, how a text is cut. What is absent is assumed. */
export interface ForeignOptions extends Omit<TextOptions, "split" | "shuffle"> {
  readonly tensors?: {
    readonly E?: NamedTensor;
    readonly W?: NamedTensor;
    readonly U?: NamedTensor;
    readonly b?: NamedTensor;
    readonly c?: NamedTensor;
  };
  /** Default "tanh". */
  readonly activation?: Activation;
}

/** What a saved model comes back with; of a file of another program, what it is. */
export interface LoadOptions extends Control, ForeignOptions {
  /** Without it the model cannot train, nor evaluate a split; all else works. */
  readonly corpus?: CorpusSource;
  /** Default "cpu". */
  readonly backend?: BackendName | "auto";
}

/** What a model was made with; a saved one may have come back without its text, and a vocabulary that the bundled corpus brings is left out. */
export type MadeOptions = Omit<ModelOptions, "corpus"> & Partial<Pick<ModelOptions, "corpus">>;

/** How a gradient becomes a change. The state carries over from call to call; another optimizer clears it. */
export interface OptimizerOptions {
  /** Default "sgd". */
  readonly optimizer?: OptimizerName;
  /** mu in v = mu v + g. Default 0.9. */
  readonly momentum?: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled, on every tensor. Default 0. */
  readonly weightDecay?: number;
  /** The largest global L2 norm. Default: none. */
  readonly clip?: number;
  /** Default "constant". */
  readonly schedule?: "constant" | "cosine" | "step";
  /** Steps of a cosine. */
  readonly total?: number;
  /** Steps between two falls of "step". */
  readonly every?: number;
  /** What each fall of "step" multiplies the rate by. Default 0.1. */
  readonly factor?: number;
  /** The step that the schedule counts from. Default: the one at which it was first asked for; the same settings then go on with it. */
  readonly from?: number;
}

/** A schedule that moved the rate in the last step. */
export interface Schedule {
  readonly schedule: "cosine" | "step";
  readonly rate: number;
  /** Steps of the cosine, or between two falls. */
  readonly span: number;
  /** What a fall multiplies the rate by; 0 where there are none. */
  readonly factor: number;
  /** The step that it counts from: a cosine is over at `from + span`. */
  readonly from: number;
}

export interface TrainOptions extends OptimizerOptions, Control {
  readonly steps: number;
  /** B. Default 32. */
  readonly batch?: number;
  /** eta. Default 0.1. */
  readonly rate?: number;
  /** Default "random": a seeded permutation per epoch, carried across calls. */
  readonly order?: "random" | "sequential";
  /**
   * Threads on the CPU, 1 to 64, where the page may share memory between them. Default: as many as are fastest, measured while a long
   * run goes on. The result is the same to the last bit.
   */
  readonly threads?: number;
}

/** How a model is trained, for the script that goes on with it elsewhere. */
export interface ExportSettings extends OptimizerOptions {
  readonly rate?: number;
  readonly batch?: number;
}

/** Where a run stopped before its last step. */
export interface Stopped {
  readonly reason: string;
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
}

/** Training on these very examples in this order, around and around. */
export interface TrainOnOptions extends OptimizerOptions, Control {
  /** Examples x n token ids, oldest first. */
  readonly contexts: Uint32Array;
  readonly targets: Uint32Array;
  /** Default: all of them. */
  readonly batch?: number;
  /** Default 1. */
  readonly steps?: number;
  /** Default 0.1. */
  readonly rate?: number;
}

export interface TrainedOn {
  /** Each the mean over its batch, nats, before that step's update. */
  readonly losses: Float32Array;
  readonly stopped: Stopped | null;
  /** As after `train`. */
  readonly warning: string | null;
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

export interface GenerateOptions {
  readonly prompt: string | readonly string[];
  /** At most this many tokens. */
  readonly length: number;
  /** 0 takes the best. Default 1. */
  readonly temperature?: number;
  readonly topK?: number;
  /** Default 1. */
  readonly topP?: number;
  readonly seed?: number;
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
