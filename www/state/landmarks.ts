// Losses that mean something, as lines in the loss chart; and what a run has just passed.

import type { Mark } from "./run.svelte.js";

export type LandmarkName = "guess" | "unigram" | "bigram" | "trigram" | "source";

/** A loss on the same validation tokens, nats. */
export interface Landmark {
  readonly name: LandmarkName;
  readonly nll: number;
}

/** What a run pauses at; `step` is where it was noticed. */
export type Milestone =
  | { readonly kind: "crossed"; readonly step: number; readonly landmark: Landmark }
  | { readonly kind: "turned"; readonly step: number; readonly best: Mark; readonly looks: number }
  | { readonly kind: "over"; readonly from: number; readonly end: number };

/** Evaluations without a better one after which validation counts as turned, where the reader sets none. */
export const PATIENCE = 8;

/** Guessing is where every run starts: it is a line, but nothing to pass. */
const PASSED: readonly LandmarkName[] = ["unigram", "bigram", "trigram", "source"];

/** The lowest of the landmarks that lie between the two latest evaluations, coming down. */
export function crossed(marks: readonly Mark[], landmarks: readonly Landmark[]): Landmark | null {
  const [before, now] = marks.slice(-2).map(({ evaluation }) => evaluation.nll);
  if (before === undefined || now === undefined) return null;
  const earlier = Math.min(...marks.slice(0, -1).map(({ evaluation }) => evaluation.nll));
  const between = landmarks.filter(({ name, nll }) => PASSED.includes(name) && nll <= earlier && nll > now);
  return between.sort((a, b) => a.nll - b.nll)[0] ?? null;
}

/** The mark with the lowest loss; the first of equals. */
export function bestOf(marks: readonly Mark[]): Mark | null {
  let best: Mark | null = null;
  for (const mark of marks) if (mark.evaluation.nll < (best?.evaluation.nll ?? Infinity)) best = mark;
  return best;
}

/** The best evaluation, once exactly `patience` later ones are no better: then, and not again until a new best has turned. */
export function turned(marks: readonly Mark[], patience: number): Mark | null {
  const best = bestOf(marks);
  if (best === null) return null;
  const later = marks.length - 1 - marks.indexOf(best);
  return later === patience ? best : null;
}
