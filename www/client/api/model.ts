// One model, as a script holds it.

import type {
  Control,
  BackendName,
  MadeOptions,
  TrainOptions,
  Trained,
  TrainOnOptions,
  TrainedOn,
  ExportSettings,
  ParameterTensors,
} from "./base.ts";
import type { BatchOptions, CheckOptions } from "./debug.ts";
import type { Embeddings } from "./embeddings.ts";
import type {
  ExplainOptions,
  Explanation,
  GenerateOptions,
  GradientReport,
  NgramOptions,
  Schedule,
  Split,
  TraceOptions,
  ViewOptions,
} from "./engine.ts";
import type {
  BatchGradient,
  CountedSplit,
  DeadUnits,
  Evaluation,
  Generated,
  Lines,
  Prediction,
  Score,
  SplitExample,
  TensorView,
  Trace,
  WorstExample,
} from "./shapes.ts";
import type { BackendState, Comparison } from "./gpu.ts";
import type { TimeMachine } from "./history.ts";
import type { Ngram, Measure } from "./measure.ts";
import type { Reason } from "./refusal.ts";

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
  /** What moved the rate in the last step, and since when; null: nothing did. */
  readonly schedule: Schedule | null;
  readonly backend: BackendState;
  /** Bytes that it may come to use: its network with gradients and moments, and its tokens. */
  readonly memory: number;
  /** Whether it came from a file: its past before that is not known. */
  readonly loaded: boolean;
  /** What the file of another program did not say and was taken for granted, a sentence each; empty for every other model. */
  readonly assumed: readonly string[];
  /** The same, as a page phrases it. */
  readonly assumptions: readonly Reason[];
  /** False where `<unk>` never occurs in training: what the model gives it then means nothing, and `minimumCount: 2` would teach it. */
  readonly unknownTrained: boolean;
  /** Trains there from now on, even in the middle of a run's calls; parameters and optimizer stay to the last bit. */
  setBackend(name: BackendName | "auto"): Promise<void>;
  /** One example on the graphics card and on the CPU, tensor by tensor. Changes nothing. */
  compare(context: string | readonly string[], target: string | number): Promise<Comparison[]>;

  /** Tokens of a split's sentences, `<unk>` in place, no boundaries. */
  sentences(split: Split, range: { readonly from: number; readonly count: number }): Promise<string[][]>;
  /** A split in numbers: exact, however large the text is. */
  counted(split: Split): Promise<CountedSplit>;
  /** How often each token of the vocabulary occurs in training, by id; `</s>` once a sentence. */
  frequencies(): Promise<Uint32Array>;
  parameters(): Promise<ParameterTensors>;
  /** The ones given replace today's. No step is counted; the optimizer's state stays. */
  setParameters(some: Partial<ParameterTensors>): Promise<void>;
  /** The last n tokens count. */
  predict(context: string | readonly string[]): Promise<Prediction>;
  train(options: TrainOptions): Promise<Trained>;
  trainOn(options: TrainOnOptions): Promise<TrainedOn>;
  evaluate(what: Split | { readonly text: string }, control?: Control): Promise<Evaluation>;
  score(sentence: string | readonly string[]): Promise<Score>;
  generate(options: GenerateOptions): Promise<Generated>;
  /** A safetensors file: parameters, options, vocabulary, step, optimizer state and position; `glasslm.load` takes it back. */
  save(): Promise<Uint8Array>;
  /** A zip for PyTorch: the saved file, vocabulary.json, corpus.json, and glasslm.py, which loads, predicts, evaluates and trains, by these settings unless it is told otherwise. */
  export(settings?: ExportSettings): Promise<Uint8Array>;
  dispose(): Promise<void>;
  /** A second model from this very state, with this past; the text is shared. */
  branch(): Promise<Model>;

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
