import type { counted as english } from "../counted.ts";
import { translation } from "../translation.ts";

export const counted = translation<typeof english>()({
  summary: "Wie gezählt wurde",
  incomparable:
    "Nicht vergleichbar mit einer Perplexität bei anderem Vokabular oder anderer Einheit: {unknown} von {tokens} Tokens sind <unk>.",
  /** A point of a chart, in words. */
  point: "{value} bei {at}",
});
