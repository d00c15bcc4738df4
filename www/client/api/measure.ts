// The n-grams and the measurements as types. What is absent in an answer of the engine is `undefined`.

import type { Control, Score, Split } from "./base.ts";

export type Smoothing = "kneser-ney" | "add-k" | "none";

/** How n-grams are counted. */
export interface NgramSettings {
  /** Default "kneser-ney", interpolated. */
  readonly smoothing?: Smoothing;
  /** What add-k adds; 0 is maximum likelihood. Default 1. */
  readonly k?: number;
  /** One D at every order; absent: modified, D1 D2 D3+ per order, estimated. */
  readonly discount?: number;
}

export interface NgramOptions extends NgramSettings {
  /** 1 to 5. Default 3. */
  readonly order?: number;
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

/** What one order takes off its counts of 1, of 2, of 3 and more, and where that comes from. */
export interface Discounts {
  readonly values: readonly [number, number, number];
  readonly origin: "given" | "modified" | "oneDiscount" | "notPositive" | "half";
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

/** Which model a figure is of; `order` is the n-gram's, or the mixture's n-gram's, else 0. */
export interface ModelName {
  readonly kind: "network" | "ngram" | "mixture" | "nothing";
  readonly order: number;
}

/** A loss with its accounting. */
export interface Figures {
  /** Nats per token. */
  readonly nll: number;
  readonly perplexity: number;
  readonly bits: number;
  /** N, predictions counted. */
  readonly tokens: number;
  /** Of these: `<unk>`, `</s>`, probability zero. */
  readonly unknown: number;
  readonly boundaries: number;
  readonly impossible: number;
}

/** One factor of the chain rule. */
export interface ChainFactor {
  readonly token: number;
  /** How many words of the text come before it. */
  readonly position: number;
  /** How many of these the model looks at, and how many `</s>` of padding beside them. */
  readonly used: number;
  readonly padding: number;
  readonly known: boolean;
  /** False: maximum likelihood never saw this history, so it has no distribution here. */
  readonly defined: boolean;
  readonly probability: number;
  readonly logProbability: number;
  readonly surprisalBits: number;
  /** ln P up to here. */
  readonly running: number;
}

export interface ModelChain {
  readonly model: ModelName;
  /** As they were typed; factor i is of token `position`. */
  readonly tokens: readonly string[];
  readonly chain?: {
    readonly factors: readonly ChainFactor[];
    readonly withEnd: Figures;
    readonly withoutEnd?: Figures;
  };
  readonly problem?: string;
}

export interface ContextCounts {
  /** Token ids, oldest first. */
  readonly context: readonly number[];
  readonly total: number;
  /** [token, count, the model's probability], the most frequent first. */
  readonly followers: readonly (readonly [number, number, number])[];
  /** Words of the vocabulary that never followed, and what the model gives them together. */
  readonly never: number;
  readonly neverProbability?: number;
}

/** A game: the same seed asks the same words. */
export interface GameSoFar {
  readonly seed: number;
  readonly rounds: number;
  /** [token, per cent] pairs of every round that was played. */
  readonly stakes: readonly (readonly (readonly [number, number])[])[];
}

export interface Game {
  readonly rounds: number;
  readonly played: readonly {
    readonly context: readonly number[];
    readonly target: number;
    readonly probability: number;
  }[];
  readonly context?: readonly number[];
  readonly player?: Figures;
  readonly models: readonly (readonly [ModelName, Figures | undefined])[];
}

export interface Entropy {
  readonly nats: number;
  readonly bits: number;
  readonly perplexity: number;
}

export interface Unseen {
  readonly context: readonly number[];
  readonly next: number;
  readonly network: number;
  readonly ngram?: number;
  /** A word that the grammar forbids here, and what the network gives it. */
  readonly illicit?: readonly [number, number];
}

export interface UnseenList {
  /** The farmyard's combinations held back, or what the validation split happens to have. */
  readonly heldBack: boolean;
  readonly rows: readonly Unseen[];
  readonly total: number;
  /** Means. */
  readonly network: number;
  readonly ngram: number;
  readonly illicit?: number;
  readonly aboveNgram: number;
  readonly aboveIllicit: number;
}

export interface Growth {
  readonly context: number;
  readonly w: number;
  readonly parameters: number;
  readonly ngrams: number;
}

export interface WordBlocks {
  /** n of H numbers: W_i E x. */
  readonly given: readonly (readonly number[])[];
  /** Cosines, n x n: of what is given, of the blocks as a whole. */
  readonly alike: readonly (readonly number[])[];
  readonly blocks: readonly (readonly number[])[];
}

/** One order of the line-up. */
export interface Member {
  readonly order: number;
  readonly problem?: string;
  readonly entries: number;
  readonly stored: number;
  readonly possible: number;
  readonly discounts: readonly Discounts[];
}

export interface Row {
  readonly model: ModelName;
  readonly figures?: Figures;
  readonly unseen?: number;
  readonly firstUnseen?: readonly number[];
  readonly stored: number;
}

export interface Rows {
  readonly split: Split;
  readonly rows: readonly Row[];
  /** The network's share in the mixture. */
  readonly weight?: number;
  readonly history: number;
}

export interface SpellingOptions {
  readonly seed?: number;
  readonly sentences?: number;
  readonly edits?: number;
  /** P(typo | word) = slip to the power of the edit distance. */
  readonly slip?: number;
}

export interface Spelling {
  readonly exercises: readonly {
    readonly sentence: readonly number[];
    readonly at: number;
    readonly typo: string;
    readonly candidates: readonly (readonly [number, number])[];
  }[];
  readonly correctors: readonly {
    readonly model: ModelName;
    readonly correct: number;
    readonly undecided: number;
    readonly figures?: Figures;
    readonly confusions: readonly { readonly exercise: number; readonly took?: number }[];
  }[];
}

export interface Nearest {
  readonly context: readonly number[];
  readonly nearest: readonly {
    readonly context: readonly number[];
    readonly similarity: number;
    readonly line: number;
    readonly count: number;
    readonly followers: readonly (readonly [number, number])[];
  }[];
  readonly lines: readonly (readonly string[])[];
}

/** One number in many forms. */
export interface Forms {
  readonly tokens: number;
  readonly logSum: number;
  readonly productLog10: number;
  readonly productF32: number;
  readonly underflowAfter?: number;
  readonly nll: number;
  readonly bits: number;
  readonly perplexity: number;
  readonly perplexityFromBits: number;
}

export interface Likelihood {
  readonly forms: Forms;
  readonly figures: Figures;
  readonly steps: readonly {
    readonly probability: number;
    readonly productF32: number;
    readonly productLog10: number;
    readonly logSum: number;
  }[];
  readonly tokens: readonly number[];
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
}

/** A question as it travels; the engine answers at once. */
export type Question =
  | { readonly chain: string }
  | { readonly counts: { readonly order: number; readonly context: string } }
  | { readonly game: GameSoFar }
  | { readonly entropy: readonly number[] }
  | { readonly sources: number }
  | "growth"
  | { readonly blocks: string }
  | { readonly text: string };

/** A measurement that takes a while, as it travels. */
export type Task =
  | { readonly lineup: NgramSettings }
  | { readonly rows: Split }
  | { readonly spelling: SpellingOptions }
  | { readonly nearest: string }
  | { readonly likelihood: { readonly split: Split; readonly order: number } }
  | { readonly unseen: { readonly order: number; readonly most: number } };

/** What an n-gram model is asked. */
export interface NgramReads {
  predict(context: string | readonly string[]): NgramPrediction;
  score(sentence: string | readonly string[]): Score;
  counts(context: string | readonly string[]): NgramCount[];
}
