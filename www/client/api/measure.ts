// The n-grams and the measurements as types. What is absent in an answer of the engine is `undefined`.

import type { Control, Score } from "./base.ts";
import type {
  ContextCounts,
  Discounts,
  Entropy,
  ExerciseJudged,
  Exercises,
  Game,
  GameSoFar,
  Growth,
  Likelihood,
  Member,
  ModelChain,
  ModelStanding,
  Nearest,
  NgramOptions,
  Rows,
  Spelling,
  SpellingOptions,
  Split,
  UnseenList,
  WordBlocks,
} from "./engine.ts";

/** How n-grams of all orders are counted. */
export type NgramSettings = Omit<NgramOptions, "order">;

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

/** A counted model of its own. */
export interface Ngram extends NgramFacts {
  /** Probabilities are null where maximum likelihood has no distribution: after a context that it never saw. */
  predict(context: string | readonly string[]): Promise<NgramPrediction>;
  score(sentence: string | readonly string[]): Promise<Score>;
  /** What followed in training, the most frequent first. */
  counts(context: string | readonly string[]): Promise<NgramCount[]>;
  /** The model in the field's text format, which KenLM and SRILM read; maximum likelihood has none. */
  arpa(): Promise<string>;
  dispose(): Promise<void>;
}

export interface NgramPrediction {
  readonly context: Uint32Array;
  readonly probabilities: Float32Array | null;
}

export interface NgramCount {
  readonly token: string;
  readonly count: number;
}

/** What is measured on a model's corpus, by the network and by the n-grams of all orders, which `lineup` counts. */
export interface Measure {
  lineup(settings: NgramSettings, control?: Control): Promise<readonly Member[]>;
  rows(split: Split, control?: Control): Promise<Rows>;
  spelling(options: SpellingOptions, control?: Control): Promise<Spelling>;
  nearest(context: string, control?: Control): Promise<Nearest>;
  /** `order` 0 is the network. */
  likelihood(split: Split, order: number, control?: Control): Promise<Likelihood>;
  chain(sentence: string): Promise<readonly ModelChain[]>;
  counts(order: number, context: string): Promise<ContextCounts>;
  game(soFar: GameSoFar): Promise<Game>;
  entropy(weights: readonly number[]): Promise<Entropy>;
  /** The true perplexity of the digits and of a switchboard with so many names. */
  sources(names: number): Promise<{ readonly digits: Entropy; readonly switchboard: Entropy }>;
  unseen(order: number, most: number): Promise<UnseenList>;
  growth(): Promise<readonly Growth[]>;
  blocks(word: string): Promise<WordBlocks>;
  /** A bundled corpus's text. */
  text(name: string): Promise<string>;
  /** The exercises that a seed makes of this model and its text: of these kinds or chapters; of all where none is named. */
  exercises(seed: number, wanted?: readonly string[]): Promise<Exercises>;
  /** Marks an answer: a number as typed, or the place of an option. An answer that is neither is refused. */
  mark(seed: number, kind: string, given: string): Promise<ExerciseJudged>;
  /** Which numbers the model has, and which text. */
  standing(): Promise<ModelStanding>;
}

/** What an n-gram model is asked. */
export interface NgramReads {
  predict(context: string | readonly string[]): NgramPrediction;
  score(sentence: string | readonly string[]): Score;
  counts(context: string | readonly string[]): NgramCount[];
}
