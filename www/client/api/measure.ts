// The n-grams and the measurements as types. What is absent in an answer of the engine is `undefined`.

import type { Control } from "./base.ts";
import type {
  ContextCounts,
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
import type { NgramCount, NgramFacts, NgramPrediction, Score } from "./shapes.ts";

/** How n-grams of all orders are counted. */
export type NgramSettings = Omit<NgramOptions, "order">;

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
