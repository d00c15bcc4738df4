// What the engine gives with numbers in typed arrays. Written by tests/wire.rs from `shape!` in src/web: UPDATE=1 writes it anew.

import type {
  ParameterName,
  GradientName,
  ExampleTensor,
  Discounts,
  Figures,
  BackendChoice,
  ModelOptions,
  Step,
  Flow,
  Flag,
  PrimerPlain,
  PrimerWalk,
  TextPlain,
  Tensor,
} from "./engine.ts";
import type { ErrorFacts, Reason } from "./refusal.ts";

/** How much of a long call is done, in units of its own. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Of a training run: the losses of the steps since it last told, in order, nats. */
  readonly losses?: Float32Array;
}

export interface Backend {
  readonly name: Exclude<BackendChoice, "auto">;
  readonly available: boolean;
  /** SIMD level, adapter, or why not. */
  readonly detail: string;
}

export interface BundledCorpus {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly options: Readonly<Omit<ModelOptions, "corpus">>;
  /** How its default model is trained: what the Train room begins with. */
  readonly training: CorpusTraining;
  /** Words that its grammar puts in one class; empty where it has no classes. */
  readonly classes: readonly WordClass[];
}

export interface WordClass {
  readonly name: string;
  readonly words: readonly string[];
}

export interface CorpusTraining {
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
}

/** A file of another program as one of ours. */
export interface Adopted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A sentence for each thing that was assumed of it. */
  readonly assumed: readonly string[];
  /** The same, as a page phrases it. */
  readonly assumptions: readonly Reason[];
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

/** How a run ended. */
export interface RunEnd {
  /** Each the mean over its batch, nats, before that step's update. */
  readonly losses: Float32Array;
  readonly step: number;
  readonly stopped: Stopped | null;
  /** What one should know of how it went: a decay that turns weights around, weights that can no longer move. */
  readonly warning: string | null;
  /** The same, as a page phrases it. */
  readonly warned: Reason | null;
}

export interface Evaluation extends Figures {
  /** As the model's: where it is false and `unknown` is not 0, the figures rest on what was never learnt. */
  readonly unknownTrained: boolean;
  /** The training step that all of it was measured at. */
  readonly step: number;
}

export interface Generated {
  readonly tokens: readonly string[];
  readonly probabilities: Float32Array;
}

/** Where a run stopped before its last step. */
export interface Stopped {
  readonly reason: string;
  /** The same in its parts, as a page phrases them. */
  readonly reasons: readonly Reason[];
  readonly step: number;
  readonly tensor?: string | null;
}

/** What is known of an n-gram model without asking it. */
export interface NgramFacts {
  /** Null where a split has nothing to predict. */
  readonly train: NgramFigures | null;
  readonly validation: NgramFigures | null;
  readonly test: NgramFigures | null;
  /** Distinct n-grams of its order in training. */
  readonly entries: number;
  /** By order, the lowest first; empty without Kneser-Ney. */
  readonly discounts: readonly Discounts[];
}

export interface NgramPrediction {
  readonly context: Uint32Array;
  readonly probabilities: Float32Array | null;
}

export interface NgramCount {
  readonly token: string;
  readonly count: number;
}

/** An n-gram model's figures on a split. */
export interface NgramFigures {
  readonly nll: number;
  readonly perplexity: number;
  readonly tokens: number;
  /** Predicted tokens whose n-gram has no training count. */
  readonly unseen: number;
  /** Predicted tokens that are `<unk>`: models with other vocabularies do not compare where they have others. */
  readonly unknown: number;
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

/** A split in numbers; ends of sentences are not counted. */
export interface CountedSplit {
  /** 0 in a stream. */
  readonly sentences: number;
  readonly tokens: number;
  /** Tokens that are `<unk>`. */
  readonly unknown: number;
  /**
   * Characters of the tokens that are no white space, the same whatever the unit is; those of `<unk>` are not known.
   * Bits per character, bits · (tokens + sentences) / characters, compare words with characters where no token is
   * `<unk>`.
   */
  readonly characters: number;
}

/** A text in numbers before there is a model. */
export interface TextReport extends TextPlain {
  /** Why there can be no model, where there can be none. */
  readonly problem?: string;
  /** The same, as a page phrases it. */
  readonly refusal?: ErrorFacts;
}

/**
 * A tensor as an image; a vector is one column. Pixel x shows the columns from floor(x·C/width) to
 * floor((x+1)·C/width) of the window's C; likewise down. Row after row.
 */
export interface TensorView {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly width: number;
  readonly height: number;
  /** Of each pixel's cells. */
  readonly mean: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export interface WorstExample extends SplitExample {
  /** Nats. */
  readonly loss: number;
}

export interface DeadUnits {
  /** relu units that were zero on all of the windows; none for another activation. */
  readonly units: Uint32Array;
  /** How many were looked at: what was asked for, or all that there are; 0 for another activation. */
  readonly windows: number;
}

export interface BatchGradient {
  /** The gradients of the mean loss. */
  readonly tensors: { readonly [K in GradientName]?: Tensor };
  /** The mean of the losses, nats. */
  readonly loss: number;
  /** L2 of the mean gradient, over all parameters. */
  readonly norm: number;
  /** L2 of each parameter's mean gradient. */
  readonly tensorNorms: Readonly<Partial<Record<GradientName, number>>>;
  /** Each example's loss, nats. */
  readonly losses: Float32Array;
  /** L2 of each example's own gradient, over all parameters. */
  readonly norms: Float32Array;
  /** The cosine of each example's gradient with the mean: 1 pulls the same way, below 0 against it. */
  readonly agreement: Float32Array;
}

export interface LineRead {
  /** As `sentences` counts; in a stream, the word's place. */
  readonly line: number;
  /** In a stream, those around the word. */
  readonly tokens: readonly string[];
  /** Where in `tokens` the word stands; empty for `</s>`, which pads the left. */
  readonly positions: readonly number[];
}

/** Where a token's column of E is read in training. */
export interface Lines {
  /** How many lines read it; in a stream, how many places. */
  readonly total: number;
  readonly lines: readonly LineRead[];
}

/** One example through every step, and what one update on it would do. */
export interface Trace {
  /** n token ids, oldest first. */
  readonly context: Uint32Array;
  /** A token id. */
  readonly target: number;
  /** Nats, of this one example. */
  readonly loss: number;
  /** Of the same example after the update. */
  readonly lossAfter: number;
  /** yhat of the same example after the update, whatever `tensors` names. */
  readonly yhatAfter: Tensor;
  readonly tensors: { readonly [K in ExampleTensor]?: Tensor };
  /** The parameters after the update. */
  readonly updated: { readonly [K in ParameterName]?: Tensor };
  readonly steps: readonly Step[];
  /** L2 norms of every tensor of this network: parameters, values, gradients. Whatever `tensors` names. */
  readonly norms: Readonly<Partial<Record<ExampleTensor | ParameterName, number>>>;
  /** |update| / |data|, L2; Infinity where the data are all zero and the update is not. */
  readonly ratios: Readonly<Partial<Record<ParameterName, number>>>;
  /** L to z, z to h, h to a, a to e, then e to each context word. */
  readonly flow: readonly Flow[];
  readonly flags: readonly Flag[];
  /** With `fine: true`. */
  readonly fine?: Fine;
}

/** The small steps' tensors. Each can be explained, viewed and exported by its name. */
export interface Fine {
  /** The largest logit; one number. */
  readonly maximum: Tensor;
  readonly shifted: Tensor;
  readonly exponentials: Tensor;
  /** Of the exponentials; one number. */
  readonly sum: Tensor;
  /** dL/dyhat */
  readonly dyhat: Tensor;
  /** dyhat/dz = diag(yhat) - yhat yhat^T; absent where |V| is over 1,000. */
  readonly jacobian?: Tensor;
  /** Their product: yhat - y within f32 rounding. */
  readonly product: Tensor;
}

/** One example of a split. `trace(tokens, targetToken)` walks through it. */
export interface SplitExample {
  readonly index: number;
  /** How many the split has. */
  readonly count: number;
  readonly context: Uint32Array;
  readonly target: number;
  /** The n tokens of the context, padding included. */
  readonly tokens: readonly string[];
  readonly targetToken: string;
  /** The sentence that the target stands in, as `sentences` counts; in a stream, the target's place. */
  readonly line: number;
}

/** The embeddings along the directions in which they differ most. */
export interface Projection {
  /** |V| x dimensions: each word's place, the words' mean at 0. */
  readonly coordinates: Tensor;
  /** Each direction's share of the whole variance, 0 to 1, the largest first. */
  readonly explained: Float32Array;
  /** dimensions x d: unit vectors; of each the entry of largest size is positive. */
  readonly components: Tensor;
}

/** The words in groups, as their embeddings lie together: k-means, seeded. */
export interface Clusters {
  /** The group of each word, by id; numbered from 0 as they are met. */
  readonly of: Uint32Array;
  /** The share of the embeddings' variance that lies between the groups, 0 to 1. */
  readonly explained: number;
}

/** A word near another. */
export interface Neighbour {
  readonly token: string;
  /** The cosine of the two columns of E, -1 to 1. */
  readonly similarity: number;
}

/** Where words have been during the run, all seen along the same directions. */
export interface Trails {
  /** Training steps of the states, rising: the run's snapshots, at most 200, and where it stands. */
  readonly steps: Float64Array;
  /** words x states x dimensions; the mean of all words as they stand now is at 0. */
  readonly places: Tensor;
}

/**
 * Bytes: what the model cannot do without, snapshots and log apart, and all that the engine holds, other models
 * included.
 */
export interface RunMemory {
  readonly parameters: number;
  readonly optimizer: number;
  readonly tokens: number;
  readonly engine: number;
}

/** A run's past as the engine tells it. What changed the run is a flat list of numbers, which the client decodes. */
export interface ToldHistory {
  /** The first step that can be gone back to: 0, or where a loaded model was saved. */
  readonly first: number;
  /** The furthest step: `lastStep`. */
  readonly steps: number;
  /** Where the run stands. */
  readonly step: number;
  /** The course that it is on. */
  readonly line: number;
  /** The steps of its snapshots. */
  readonly snapshots: readonly number[];
  /** What snapshots and log take. */
  readonly bytes: number;
  /** What they may take. */
  readonly budget: number;
  readonly memory: RunMemory;
  /** The latest thousand up to where the run stands, oldest first. */
  readonly changes: readonly Float64Array[];
  readonly branches: readonly ToldBranch[];
}

/** An old future. */
export interface ToldBranch {
  readonly id: number;
  /** The step up to which it is the same as the run. */
  readonly from: number;
  /** Its furthest step. */
  readonly last: number;
  /** What was done first in it that the run did not do. */
  readonly change: Float64Array | null;
}

/** A few examples: examples x n ids, and their targets. */
export interface Probe {
  readonly contexts: Uint32Array;
  readonly targets: Uint32Array;
}

/** Examples as the card reads them: tokens, and where the windows lie in them. */
export interface WindowSource {
  readonly tokens: Uint32Array;
  readonly stride: number;
  readonly offset: number;
  readonly boundary: number;
  readonly examples: number;
  /** The id of `<unk>`, or -1. */
  readonly unknown: number;
}

/**
 * How well one tensor of the card agrees with the CPU's: max|gpu - cpu| / max|cpu|. A parameter stands for itself
 * after an update.
 */
export interface Agreement {
  readonly tensor: string;
  readonly difference: number;
}

/** One small step on both. */
export interface Proof {
  readonly tensors: readonly Agreement[];
  readonly worst: Agreement;
  /** Why the card is not trusted; null where it is. */
  readonly refusal: string | null;
}

/** One tensor of an example on both, as the interface shows it. */
export interface Compared extends Agreement {
  readonly shape: readonly number[];
  readonly cpu: Float32Array;
  readonly gpu: Float32Array;
}

/** Every number of a network, how each was made, and one step of gradient descent. */
export interface PrimerSheet extends PrimerPlain {
  readonly numbers: Float64Array;
  readonly walk: PrimerWalk;
  /**
   * eta, loss, eta, loss ... from 0 to twice the step, evenly; the middle one is the step. Empty where it cannot be
   * taken.
   */
  readonly curve: Float64Array;
  /** Why the step cannot be taken. */
  readonly stepProblem: string | null;
  /** The same, as a page phrases it. */
  readonly stepRefusal: ErrorFacts | null;
}

/** How many numbers each full matrix of one example would hold, and how many products the short forms take. */
export interface PrimerSizes {
  readonly jacobian: number;
  readonly dzdU: number;
  readonly dzdh: number;
  readonly dhda: number;
  readonly dadW: number;
  readonly shortdU: number;
  readonly shortdW: number;
}
