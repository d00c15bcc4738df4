// The bundled corpora, by their names in the engine.

import { told } from "./told.ts";

export const corpora = told("corpora", {
  farmyard: {
    title: "The farmyard",
    description:
      "Animals of a kind eat and move alike. The network makes sense of combinations it never saw, where counts give none.",
  },
  digits: {
    title: "Random digits",
    description: "Ten equally likely digits: perplexity counts the choices, and no model stays below 10.",
  },
  switchboard: {
    title: "Telephone switchboard",
    description:
      "Operator, Sales and Support take a quarter of the calls each; N names share the last quarter. It shows how perplexity weighs unequal choices.",
  },
  names: {
    title: "Invented names",
    description:
      "Characters instead of words: the network learns vowels, consonants and endings, and makes up new names.",
  },
  story: {
    title: "The blue van",
    description:
      "A story of 3,000 words: what a model makes of real sentences, and why it hears “I saw a van” and not “eyes awe of an”.",
  },
} as const);

/** The classes of the farmyard's words. */
export const classes = told("classes", {
  "grazing animals": "grazing animals",
  birds: "birds",
  swimmers: "swimmers",
  "cats and dogs": "cats and dogs",
  colours: "colours",
  adverbs: "adverbs",
  verbs: "verbs",
  motions: "motions",
  foods: "foods",
  places: "places",
} as const);

type About = Readonly<Record<string, { readonly title: string; readonly description: string } | undefined>>;

/** What is said of a corpus; the engine's own words for one that the page does not know. */
export const aboutCorpus = (corpus: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}): { readonly title: string; readonly description: string } => (corpora as About)[corpus.name] ?? corpus;
export const classNamed = (name: string): string =>
  (classes as Readonly<Record<string, string | undefined>>)[name] ?? name;
