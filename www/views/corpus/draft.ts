// What the form of the Corpus room holds, and the options it stands for.

import type {
  BundledCorpus,
  CorpusSource,
  ModelOptions,
  NetworkOptions,
  Sentences,
  TextHint,
  TextOptions,
  Unit,
} from "../../client/api/index.ts";

export interface Draft {
  unit: Unit;
  lowercase: boolean;
  /** Null: as the unit has it. */
  fold: boolean | null;
  /** As a select holds it. */
  sentences: "line" | "none" | "punctuation" | "paragraph";
  unknown: boolean;
  minimumCount: number;
  maximumVocabulary: number;
  /** The seed of a shuffle, or null: the text's own order. */
  shuffle: number | null;
  context: number;
  embedding: number;
  hidden: number;
  activation: "tanh" | "sigmoid" | "relu";
  bias: boolean;
  seed: number;
}

/** The interface's documented defaults, where a corpus sets none of its own. */
const defaults: Draft = {
  unit: "word",
  lowercase: false,
  fold: null,
  sentences: "line",
  unknown: true,
  minimumCount: 1,
  maximumVocabulary: 10_000,
  shuffle: null,
  context: 3,
  embedding: 16,
  hidden: 64,
  activation: "tanh",
  bias: false,
  seed: 1,
};

/** A sentence as scripts spell it, and as the form does. */
const spelt = (sentences: Sentences): Draft["sentences"] =>
  typeof sentences === "string" ? sentences : sentences ? "line" : "none";
const script = (sentences: Draft["sentences"]): Sentences =>
  sentences === "line" ? true : sentences === "none" ? false : sentences;

/** Whether apostrophes and their like are read as one. */
export const folds = (draft: Pick<Draft, "fold" | "unit">): boolean => draft.fold ?? draft.unit === "word";

/** A draft that begins with these options. */
export function begin(options: TextOptions & NetworkOptions): Draft {
  const draft: Record<string, unknown> = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof Draft)[]) if (options[key] !== undefined) draft[key] = options[key];
  if (options.sentences !== undefined) draft["sentences"] = spelt(options.sentences);
  // What the unit would have anyway follows it where the reader chooses another.
  if (options.fold === ((options.unit ?? "word") === "word")) draft["fold"] = null;
  return draft as unknown as Draft;
}

/** A draft after a hint's click. */
export function hinted(draft: Draft, { unit, sentences, shuffle }: TextHint["change"]): Draft {
  return {
    ...draft,
    ...(unit === undefined ? {} : { unit, fold: null }),
    ...(sentences === undefined ? {} : { sentences: spelt(sentences) }),
    ...(shuffle === undefined ? {} : { shuffle }),
  };
}

/**
 * The options to make a model with. What a bundled corpus says anyway is left to it, so that a vocabulary or a split it fixes
 * stays its own.
 */
export function options(draft: Draft, corpus: CorpusSource, bundled: BundledCorpus | null): ModelOptions {
  const start = begin(bundled?.options ?? {});
  const changed: Record<string, unknown> = {};
  for (const key of Object.keys(defaults) as (keyof Draft)[])
    if (draft[key] !== start[key] && draft[key] !== null) changed[key] = draft[key];
  if (changed["sentences"] !== undefined) changed["sentences"] = script(draft.sentences);
  return { corpus, ...changed };
}
