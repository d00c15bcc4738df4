// A short name for a text, by which a model and its text find each other again. It tells texts apart; it keeps no secret.

import type { CorpusSource } from "../client/api/index.ts";

/** UTF-16 units between two breaths: about two milliseconds. */
const BREATH = 1 << 20;

/** Two sums of 32 bits over every unit of the text, multiplied and folded as in FNV and MurmurHash. */
export async function digest(
  texts: readonly string[],
  breathe = (): Promise<void> => new Promise((done) => setTimeout(done)),
): Promise<string> {
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (const text of texts) {
    for (let at = 0; at < text.length; at += BREATH) {
      const end = Math.min(text.length, at + BREATH);
      for (let i = at; i < end; i++) {
        const unit = text.charCodeAt(i);
        one = Math.imul(one ^ unit, 0x01000193);
        other = Math.imul(other ^ unit, 0x5bd1e995);
        other ^= other >>> 15;
      }
      if (end < text.length) await breathe();
    }
    // Two texts are not one.
    one = Math.imul(one ^ 0x10000, 0x01000193);
    other = Math.imul(other ^ text.length, 0x5bd1e995);
  }
  const hex = (sum: number): string => (sum >>> 0).toString(16).padStart(8, "0");
  return hex(one) + hex(other);
}

/** The texts of a corpus of the reader's own; none of a bundled one, which its name brings back. */
export function textsOf(corpus: CorpusSource | undefined): string[] {
  if (corpus === undefined) return [];
  if ("text" in corpus) return [corpus.text];
  return "train" in corpus ? [corpus.train, corpus.validation ?? "", corpus.test ?? ""] : [];
}

/** A corpus of these texts: one whole text, or one for each split. */
export function corpusOf(texts: readonly string[]): CorpusSource | undefined {
  const [first, validation, test] = texts;
  if (first === undefined) return undefined;
  return texts.length === 1 ? { text: first } : { train: first, validation: validation ?? "", test: test ?? "" };
}
