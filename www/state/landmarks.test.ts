import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOf, crossed, turned, type Landmark } from "./landmarks.ts";
import type { Mark } from "./run.svelte.ts";

const marks = (...losses: number[]): Mark[] =>
  losses.map((nll, i) => ({
    step: 2 ** i,
    evaluation: {
      nll,
      perplexity: Math.exp(nll),
      bits: nll / Math.LN2,
      tokens: 10,
      unknown: 0,
      boundaries: 1,
      impossible: 0,
      unknownTrained: true,
      step: 2 ** i,
    },
  }));
const lines: Landmark[] = [
  { name: "guess", nll: 4.5 },
  { name: "unigram", nll: 3.5 },
  { name: "bigram", nll: 2.2 },
  { name: "trigram", nll: 1.9 },
];

test("a landmark is passed once, on the way down, and of several the lowest is named", () => {
  assert.equal(crossed(marks(4.6, 4.4), lines), null);
  assert.equal(crossed(marks(4.4, 3.4), lines)?.name, "unigram");
  assert.equal(crossed(marks(3.4, 1.8), lines)?.name, "trigram");
  assert.equal(crossed(marks(3.4, 3.6), lines), null);
  // Up over the line and down again is no news.
  assert.equal(crossed(marks(3.4, 3.6, 3.4), lines), null);
  assert.equal(crossed(marks(3), lines), null);
});

test("validation has turned when so many evaluations after the best are no better, and that is said once", () => {
  assert.equal(bestOf(marks(3, 2, 2, 4))?.step, 2);
  assert.equal(turned(marks(3, 2, 2.1), 2), null);
  assert.equal(turned(marks(3, 2, 2.1, 2), 2)?.step, 2);
  assert.equal(turned(marks(3, 2, 2.1, 2.2, 2.3), 2), null);
  assert.equal(turned(marks(3, 2, 2.1, 1.9, 2.3, 2.3), 2)?.step, 8);
  assert.equal(turned([], 2), null);
});
