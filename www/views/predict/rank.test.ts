import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, find, rank } from "./rank.ts";

test("the most probable comes first, ties by id, zeros last", () => {
  assert.deepEqual([...rank(Float32Array.of(0.1, 0.4, 0, 0.4, 1e-30))], [1, 3, 0, 4, 2]);
});

test("ranking agrees with a plain sort on many numbers, from 1 down to the smallest", () => {
  let state = 7;
  const values = Float32Array.from({ length: 30_000 }, () => {
    state = (state * 48271) % 2147483647;
    return Math.fround(10 ** (-40 * (state / 2147483647)));
  });
  values[12] = 1;
  const plain = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  assert.deepEqual([...rank(values)], plain);
});

test("a search keeps the order and ignores case", () => {
  assert.deepEqual([...find(Uint32Array.of(2, 0, 1), ["Hen", "cow", "the"], "HE")], [2, 0]);
});

test("completion goes on from what was typed, never repeats it, and offers no special token", () => {
  const vocabulary = ["</s>", "<unk>", "the", "then", "a", "Thrush"];
  assert.deepEqual(complete(vocabulary, "the", 8, [0, 1]), ["then"]);
  assert.deepEqual(complete(vocabulary, "th", 2, [0, 1]), ["the", "then"]);
  assert.deepEqual(complete(vocabulary, "<", 8, [0, 1]), []);
});
