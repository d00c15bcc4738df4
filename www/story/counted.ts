// What folds the small print of a figure, in every room.

import { told } from "./told.ts";

export const counted = told("counted", {
  summary: "How this was counted",
  incomparable:
    "Not comparable with a perplexity under another vocabulary or unit: {unknown} of {tokens} tokens are <unk>.",
  /** A point of a chart, in words. */
  point: "{value} at {at}",
} as const);
