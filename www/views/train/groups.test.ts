import assert from "node:assert/strict";
import { test } from "node:test";
import { gathered, groupHue, steady } from "./groups.ts";

test("a group keeps the number that most of its words had", () => {
  assert.deepEqual(steady([0, 0, 1, 1, 2], null), [0, 0, 1, 1, 2]);
  assert.deepEqual(steady([0, 0, 1, 1, 2], [2, 2, 0, 0, 1]), [2, 2, 0, 0, 1]);
  // One word has moved.
  assert.deepEqual(steady([0, 1, 1, 1, 2], [2, 2, 0, 0, 1]), [2, 0, 0, 0, 1]);
  // Another vocabulary says nothing of this one.
  assert.deepEqual(steady([0, 1], [1, 0, 0]), [0, 1]);
});

test("groups are lists of ids, and twelve of them have twelve colours", () => {
  assert.deepEqual(
    gathered([1, 0, 1]).map(({ ids }) => ids),
    [[1], [0, 2]],
  );
  assert.equal(gathered([2]).length, 3);
  for (const theme of ["light", "dark"] as const) {
    assert.equal(new Set(Array.from({ length: 12 }, (_, i) => groupHue(theme, i))).size, 12);
  }
});
