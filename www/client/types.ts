// The scripting interface as types: what `globalThis.glasslm` offers, and what the page's own views use.
// Letters as everywhere: n context length, d embedding size, H hidden size, |V| vocabulary size. Losses are nats per token.
// Every call returns a promise; a rejection is an `Error` whose message says what was wrong and what would be right,
// and the model is then as it was before the call.

import type { Embeddings } from "./types/embeddings.js";
import type { BackendState, Comparison, Crossing } from "./types/gpu.js";
import type { TimeMachine } from "./types/history.js";
import type { Measure, Ngram, NgramOptions } from "./types/measure.js";
import type { Primer } from "./types/primer.js";
import type {
  BatchGradient,
  BatchOptions,
  CheckOptions,
  DeadUnits,
  ExplainOptions,
  Explanation,
  GradientReport,
  Lines,
  SplitExample,
  TensorView,
  Trace,
  TraceOptions,
  ViewOptions,
  WorstExample,
} from "./types/debug.js";

export type * from "./types/debug.js";
export type * from "./types/history.js";
export type * from "./types/measure.js";
export type * from "./types/primer.js";
export type * from "./types/embeddings.js";
export type * from "./types/gpu.js";

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

export type Split = "train" | "validation" | "test";
export type BackendName = "cpu" | "webgpu";
export type Activation = "tanh" | "sigmoid" | "relu";

/** Where the text comes from: a bundled corpus, one text to be split, or three splits. */
export type CorpusSource =
  | { readonly name: string; readonly size?: number }
  | { readonly text: string }
  | { readonly train: string; readonly validation: string; readonly test: string };

/** How text becomes tokens, vocabulary and splits. What is absent is the corpus's own default, else the one named here. */
export interface TextOptions {
  /** Default "word". */
  readonly unit?: "word" | "character";
  /** Default false. */
  readonly lowercase?: boolean;
  /** A line is a sentence (default true), or the text is one stream. */
  readonly sentences?: boolean;
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

/** What a saved model comes back with. */
export interface LoadOptions extends Control {
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
  readonly optimizer?: "sgd" | "momentum" | "adamw";
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
}

export interface TrainOptions extends OptimizerOptions, Control {
  readonly steps: number;
  /** B. Default 32. */
  readonly batch?: number;
  /** eta. Default 0.1. */
  readonly rate?: number;
  /** Default "random": a seeded permutation per epoch, carried across calls. */
  readonly order?: "random" | "sequential";
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
export interface Parameters {
  readonly E: Tensor;
  readonly W: Tensor;
  readonly U: Tensor;
  readonly b?: Tensor;
  readonly c?: Tensor;
}

/** A model that lives in the engine; its numbers are fetched when asked for. */
export interface Model extends TimeMachine, Embeddings {
  /** What it was made with, defaults filled in. */
  readonly options: Readonly<MadeOptions>;
  /** By token id. */
  readonly vocabulary: readonly string[];
  /** Training steps taken. */
  readonly step: number;
  /** The furthest step of this run. */
  readonly lastStep: number;
  readonly backend: BackendState;
  /** Bytes that it may come to use: its network with gradients and moments, and its tokens. */
  readonly memory: number;
  /** False where `<unk>` never occurs in training: what the model gives it then means nothing, and `minimumCount: 2` would teach it. */
  readonly unknownTrained: boolean;
  /** Trains there from now on, even in the middle of a run's calls; parameters and optimizer stay to the last bit. */
  setBackend(name: BackendName | "auto"): Promise<void>;
  /** One example on the graphics card and on the CPU, tensor by tensor. Changes nothing. */
  compare(context: string | readonly string[], target: string | number): Promise<Comparison[]>;

  /** Tokens of a split's sentences, `<unk>` in place, no boundaries. */
  sentences(split: Split, range: { readonly from: number; readonly count: number }): Promise<string[][]>;
  parameters(): Promise<Parameters>;
  /** The ones given replace today's. No step is counted; the optimizer's state stays. */
  setParameters(some: Partial<Parameters>): Promise<void>;
  /** The last n tokens count. */
  predict(context: string | readonly string[]): Promise<Prediction>;
  train(options: TrainOptions): Promise<Trained>;
  trainOn(options: TrainOnOptions): Promise<TrainedOn>;
  evaluate(what: Split | { readonly text: string }, control?: Control): Promise<Evaluation>;
  score(sentence: string | readonly string[]): Promise<Score>;
  generate(options: GenerateOptions): Promise<Generated>;
  /** A safetensors file: parameters, options, vocabulary, step, optimizer state and position; `glasslm.load` takes it back. */
  save(): Promise<Uint8Array>;
  dispose(): Promise<void>;

  /** One example through every step, and what one update would do. Changes nothing. `target`: a token or its id. */
  trace(context: string | readonly string[], target: string | number, options?: TraceOptions): Promise<Trace>;
  /** Where one number came from: `tensor` by its name, `index` as it is shown, `[row, column]` or `[place]`. */
  explain(tensor: string, index: readonly number[], options?: ExplainOptions): Promise<Explanation>;
  /** The gradient that the active backend really used against central differences in f64. */
  checkGradients(options?: CheckOptions): Promise<GradientReport>;
  /** A tensor as an image with as many pixels as there is room for. */
  view(tensor: string, options?: ViewOptions): Promise<TensorView>;
  example(where: { readonly split: Split; readonly index: number }): Promise<SplitExample>;
  /** The examples of a split that the model predicts worst, the worst first. */
  worst(what: { readonly split: Split; readonly count: number } & Control): Promise<WorstExample[]>;
  /** Default: 1000 windows, drawn from the training split. */
  dead(options?: { readonly windows?: number }): Promise<DeadUnits>;
  /** The first training lines whose windows read this token's column of E. Default: 10. */
  lines(token: string, options?: { readonly count?: number }): Promise<Lines>;
  /** The mean gradient of a batch, and how much its examples disagree with it. */
  batch(options: BatchOptions): Promise<BatchGradient>;

  /** A model of its own, counted on the training split. */
  ngram(options: NgramOptions & Control): Promise<Ngram>;
  /** What the page measures; the network as it is then, beside n-grams. */
  readonly measure: Measure;
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
}

/** `globalThis.glasslm`. */
export interface GlassLM {
  /** Resolves when the engine is up and the page has put its first model there. */
  readonly ready: Promise<void>;
  /** The crate's version. */
  readonly version: string;
  /** The model on the page. */
  readonly model: Model;
  backends(): Promise<Backend[]>;
  corpora(): Promise<BundledCorpus[]>;
  /** Rejects, with the estimate, if a text of so many bytes would not fit: to ask before it is read. */
  checkText(bytes: number): Promise<void>;
  /** The two networks of the primer; they belong to no model. */
  readonly primer: Primer;
  /** Steps a second of made-up models of growing size, on the CPU and on the graphics card. Takes some seconds. */
  crossing(control?: Control): Promise<Crossing[]>;
  /** Puts another model on the page. */
  show(model: Model): Promise<void>;
  /** A private model. */
  create(options: ModelOptions, control?: Control): Promise<Model>;
  /** A private model from what `save` gave. */
  load(bytes: Uint8Array, options?: LoadOptions): Promise<Model>;
}
