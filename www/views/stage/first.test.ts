import assert from "node:assert/strict";
import { test } from "node:test";
import type { Network, Step } from "../network.ts";
import { firstOf, within } from "./first.ts";

const tensor = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
// 5 words of 2 numbers, 3 words of context, 4 hidden units.
const network = {
  vocabulary: ["a", "b", "c", "d", "e"],
  context: [0, 1, 2],
  target: 3,
  parameters: { E: tensor(2, 5), W: tensor(4, 6), U: tensor(5, 4) },
  tensors: { e: tensor(6), a: tensor(4), h: tensor(4), z: tensor(5), yhat: tensor(5), dz: tensor(5), dh: tensor(4) },
} as unknown as Network;
const step = (phase: Step["phase"], reads: string[], writes: string[]): Step =>
  ({ id: "", title: "", equation: "", phase, reads, writes }) as unknown as Step;

test("is a product of a matrix and a vector told by one row, and nothing else?", () => {
  assert.deepEqual(firstOf(network, step("forward", ["W", "e"], ["a"]), null), {
    matrix: "W",
    vector: "e",
    makes: "a",
    row: 0,
    length: 6,
  });
  const scores = step("forward", ["U", "h"], ["z"]);
  assert.deepEqual(firstOf(network, scores, null), { matrix: "U", vector: "h", makes: "z", row: 3, length: 4 });
  assert.equal(firstOf(network, scores, { tensor: "z", index: [1] })?.row, 1);
  assert.equal(firstOf(network, scores, { tensor: "U", index: [1, 1] })?.row, 3);
  assert.equal(firstOf(network, step("forward", ["E"], ["e"]), null), null);
  assert.equal(firstOf(network, step("forward", ["a"], ["h"]), null), null);
  assert.equal(firstOf(network, step("forward", ["z"], ["yhat"]), null), null);
  assert.equal(firstOf(network, step("backward", ["U", "dz"], ["dh"]), null), null);
  assert.equal(firstOf(network, undefined, null), null);
});

test("does it go along the whole row, and end with the number?", () => {
  const first = { matrix: "W", vector: "e", makes: "a", row: 0, length: 48 };
  assert.deepEqual(within(first, 0), [0, 3]);
  assert.deepEqual(within(first, 0.7499), [45, 48]);
  assert.equal(within(first, 0.75), null);
  assert.deepEqual(within({ ...first, length: 1 }, 0.5), [0, 1]);
  for (let share = 0; share < 0.75; share += 0.01) {
    const [from, to] = within(first, share) ?? [NaN, NaN];
    assert.ok(from >= 0 && to <= 48 && to > from);
  }
});
