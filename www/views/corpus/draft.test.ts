import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, options } from "./draft.ts";

const digits = {
  name: "digits",
  title: "Digits",
  description: "Ten of them.",
  options: { sentences: false, unknown: false, hidden: 8 },
  training: { steps: 10, batch: 4, rate: 0.1 },
};

test("a draft begins with the corpus's own options, else the documented ones", () => {
  const draft = begin(digits.options);
  assert.equal(draft.sentences, false);
  assert.equal(draft.hidden, 8);
  assert.equal(draft.context, 3);
});

test("only what the reader changed is asked for", () => {
  const draft = { ...begin(digits.options), hidden: 16 };
  assert.deepEqual(options(draft, { name: "digits" }, digits), { corpus: { name: "digits" }, hidden: 16 });
});

test("a text of one's own is compared with the documented defaults", () => {
  const draft = { ...begin({}), unit: "character" as const };
  assert.deepEqual(options(draft, { text: "a\nb" }, null), { corpus: { text: "a\nb" }, unit: "character" });
});
