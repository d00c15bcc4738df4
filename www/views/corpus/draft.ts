// What the form of the Corpus room holds, and the options it stands for.

import type { BundledCorpus, CorpusSource, ModelOptions, NetworkOptions, TextOptions } from "../../client/api/index.ts";

export interface Draft {
  unit: "word" | "character";
  lowercase: boolean;
  sentences: boolean;
  unknown: boolean;
  minimumCount: number;
  maximumVocabulary: number;
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
  sentences: true,
  unknown: true,
  minimumCount: 1,
  maximumVocabulary: 10_000,
  context: 3,
  embedding: 16,
  hidden: 64,
  activation: "tanh",
  bias: false,
  seed: 1,
};

/** A draft that begins with these options. */
export function begin(options: TextOptions & NetworkOptions): Draft {
  const draft: Record<string, unknown> = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof Draft)[]) if (options[key] !== undefined) draft[key] = options[key];
  return draft as unknown as Draft;
}

/**
 * The options to make a model with. What a bundled corpus says anyway is left to it, so that a vocabulary or a split it fixes
 * stays its own.
 */
export function options(draft: Draft, corpus: CorpusSource, bundled: BundledCorpus | null): ModelOptions {
  const start = begin(bundled?.options ?? {});
  const changed: Record<string, unknown> = {};
  for (const key of Object.keys(defaults) as (keyof Draft)[]) if (draft[key] !== start[key]) changed[key] = draft[key];
  return { corpus, ...changed };
}
