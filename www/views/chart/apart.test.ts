import assert from "node:assert/strict";
import { test } from "node:test";
import { apart } from "./apart.ts";

test("do labels keep apart, each as near to its place as it can be?", () => {
  assert.deepEqual(apart([10, 50], 10, 0, 100), [10, 50]);
  assert.deepEqual(apart([50, 52, 51], 10, 0, 100), [50, 70, 60]);
  assert.deepEqual(apart([99, 98], 10, 0, 100), [100, 90]);
});
