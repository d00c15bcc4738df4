// What each room leaves open, and which one takes it up: the last line of a room. Predict's is in its own file, with which the page opens.

import { told } from "./told.ts";

export const limits = told("limits", {
  step: "Step shows one example and one update. Train makes thousands of them, on the whole text.",
  train:
    "A falling loss does not say how good the model is. Measure compares it with counting, on text that neither has seen.",
  measure:
    "Measure says how good the weights are, not how they are found. Primer works the derivatives out by hand, on a small network.",
  primer: "Primer’s network is too small for a language. Corpus gives the full one any text.",
  corpus: {
    one: "Whatever the text, the model reads the last token only. The next lecture’s models lift that: recurrent networks and transformers.",
    other:
      "Whatever the text, the model reads the last {count} tokens only. The next lecture’s models lift that: recurrent networks and transformers.",
  },
} as const);
