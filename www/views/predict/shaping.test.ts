import assert from "node:assert/strict";
import { test } from "node:test";
import { PLAIN, isPlain, shaped, type Shaping } from "./shaping.ts";

const probabilities = Float32Array.of(0.1, 0.4, 0.3, 0.2);
const ranked = [1, 2, 3, 0];
const of = (some: Partial<Shaping>, unknown = -1): number[] =>
  Array.from(shaped(probabilities, ranked, { ...PLAIN, ...some }, unknown), (p) => Number(p.toFixed(4)));

test("temperature, top k and top p give what the engine draws with", () => {
  assert.deepEqual(of({}), [0.1, 0.4, 0.3, 0.2]);
  // The engine's own test has the same figures.
  assert.deepEqual(of({ topK: 2 }), [0, 0.5714, 0.4286, 0]);
  assert.deepEqual(of({ topP: 0.65 }), [0, 0.5714, 0.4286, 0]);
  assert.deepEqual(of({ temperature: 0.5 }), [0.0333, 0.5333, 0.3, 0.1333]);
  assert.deepEqual(of({ temperature: 0 }), [0, 1, 0, 0]);
  assert.deepEqual(of({ topK: 3, topP: 0.4 }), [0, 1, 0, 0]);
  // The unknown word is never drawn.
  assert.deepEqual(of({}, 1), [0.1667, 0, 0.5, 0.3333]);
});

test("what the engine would refuse changes nothing", () => {
  for (const some of [{ topK: 0 }, { topP: 0 }, { temperature: -1 }, { temperature: NaN }]) {
    assert.equal(shaped(probabilities, ranked, { ...PLAIN, ...some }, -1), probabilities);
  }
  assert.ok(isPlain(PLAIN) && !isPlain({ ...PLAIN, topK: 5 }));
});
