import assert from "node:assert/strict";
import { test } from "node:test";
import { SAMPLE, sampled } from "./surveyor.svelte.ts";

test("a large text is sampled to the end of a line, and the part is known", () => {
  const text = "a line of it\n".repeat(SAMPLE / 4);
  const { corpus, part } = sampled({ text });
  assert.ok("text" in corpus && corpus.text.length <= SAMPLE && corpus.text.endsWith("it"));
  assert.ok(Math.abs(part - SAMPLE / text.length) < 0.001);
  assert.deepEqual(sampled({ text: "short" }), { corpus: { text: "short" }, part: 1 });
  assert.deepEqual(sampled({ name: "digits" }), { corpus: { name: "digits" }, part: 1 });
  const three = sampled({ train: text, validation: text, test: "" });
  assert.ok("train" in three.corpus && three.corpus.train.length <= SAMPLE / 2 + 1 && three.part < 0.5);
});
