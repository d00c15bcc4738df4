// From trigram to network, as a picture: which box was replaced, and which numbers stayed.

import { told } from "./told.ts";

export const replaced = told("replaced", {
  title: "From trigram to network",
  note: "Both models are the same machine with another middle: words go in, a distribution comes out, and the same text judges it.",
  column: { box: "Box", trigram: "Trigram", network: "Network", change: "What became of it" },
  reads: "Reads",
  window: { one: "the last word", other: "the last {count} words" },
  middle: "Turns it into probabilities by",
  table: "a table of counts, with {stored} stored numbers",
  weights: "E, W and U, with {stored} learned weights",
  gives: "Gives",
  distribution: "a distribution over the same {words} tokens of the vocabulary",
  measured: "Is judged by",
  tokens: "−log P of the same {tokens} validation tokens",
  perplexity: "Validation perplexity",
  replaced: "Replaced",
  changed: "Changed",
  stays: "Stayed",
  outcome: "The outcome",
  waiting: "…",
} as const);
