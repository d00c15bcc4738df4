import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, folds, hinted, options } from "./draft.ts";

const digits = {
  name: "digits",
  title: "Digits",
  description: "Ten of them.",
  options: { sentences: false, unknown: false, hidden: 8 },
  training: { steps: 10, batch: 4, rate: 0.1 },
  classes: [],
};

test("a draft begins with the corpus's own options, else the documented ones", () => {
  const draft = begin(digits.options);
  assert.equal(draft.sentences, "none");
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

test("sentences are spelt as scripts spell them, and folding follows the unit", () => {
  const draft = { ...begin({ sentences: "paragraph", unit: "character", fold: false }), unit: "word" as const };
  assert.equal(draft.sentences, "paragraph");
  assert.ok(folds(draft));
  assert.deepEqual(options({ ...begin({}), sentences: "punctuation", shuffle: 3 }, { text: "" }, null), {
    corpus: { text: "" },
    sentences: "punctuation",
    shuffle: 3,
  });
});

test("a hint sets what fits and leaves the rest", () => {
  const draft = hinted({ ...begin({}), hidden: 7, fold: true }, { unit: "space", sentences: false });
  assert.deepEqual([draft.unit, draft.sentences, draft.hidden, draft.fold], ["space", "none", 7, null]);
});
