import assert from "node:assert/strict";
import { test } from "node:test";
import { agrees, mayOpen } from "./opening.js";

test("the trained model is opened only where the link asks for it", () => {
  const made = { corpus: { name: "farmyard" }, context: 3, split: [0.8, 0.1, 0.1], seed: 1 };
  assert.equal(agrees({}, made), true);
  assert.equal(agrees({ corpus: { name: "farmyard" }, context: 3, split: [0.8, 0.1, 0.1] }, made), true);
  assert.equal(agrees({ seed: 2 }, made), false);
  assert.equal(agrees({ backend: "webgpu" }, made), false);
  assert.equal(mayOpen({}), true);
  assert.equal(mayOpen({ corpus: { name: "story" } }), false);
});
