import assert from "node:assert/strict";
import { test } from "node:test";
import { agrees, firstContext, mayOpen } from "./opening.js";

test("the trained model is opened only where the link asks for it", () => {
  const made = { corpus: { name: "farmyard" }, context: 3, split: [0.8, 0.1, 0.1], seed: 1 };
  assert.equal(agrees({}, made), true);
  assert.equal(agrees({ corpus: { name: "farmyard" }, context: 3, split: [0.8, 0.1, 0.1] }, made), true);
  assert.equal(agrees({ seed: 2 }, made), false);
  assert.equal(agrees({ seed: undefined } as object, made), true);
  assert.equal(mayOpen({}), "farmyard");
  assert.equal(mayOpen({ corpus: { name: "story" } }), "story");
  assert.equal(mayOpen({ corpus: { name: "switchboard", size: 300 } }), null);
  assert.equal(mayOpen({ corpus: { name: "toString" } }), null);
  assert.equal(firstContext("farmyard"), "the hen");
  assert.equal(firstContext(null), "");
});
