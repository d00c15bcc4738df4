import assert from "node:assert/strict";
import { test } from "node:test";
import { kept } from "./kept.ts";
import { bestOf } from "./landmarks.ts";
import { nextLook } from "./pace.ts";
import type { Mark } from "./run.svelte.ts";

/** With the best loss at step 333. */
const at = (step: number): Mark => ({
  step,
  evaluation: {
    nll: step === 333 ? 1 : 2,
    perplexity: Math.exp(step === 333 ? 1 : 2),
    bits: 1,
    tokens: 10,
    unknown: 0,
    boundaries: 1,
    impossible: 0,
    unknownTrained: true,
    step,
  },
});

test("single steps without end leave a bounded number of marks, with the best among them and no gap in the line", () => {
  let all: readonly Mark[] = [];
  for (let step = 0; step < 20_000; step += 1) {
    all = kept([...all, at(step)]);
    assert.ok(all.length <= 1024, `${all.length} marks at step ${step}`);
  }
  assert.equal(all[0]?.step, 0);
  assert.equal(bestOf(all)?.step, 333);
  for (const [i, { step }] of all.slice(1).entries()) assert.ok(step <= nextLook(all[i]!.step), `a gap before ${step}`);
  // What was seen lately is there step by step.
  assert.deepEqual(
    all.slice(-512).map(({ step }) => step),
    Array.from({ length: 512 }, (_, i) => 20_000 - 512 + i),
  );
});

test("no run has so many marks by its looks alone", () => {
  let looks = 0;
  for (let step = 0; Number.isSafeInteger(step); step = nextLook(step)) looks += 1;
  assert.ok(looks < 1024, `${looks} looks`);
});
