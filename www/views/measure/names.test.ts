import assert from "node:assert/strict";
import { test } from "node:test";
import { account, bitsPerCharacter, caution } from "./names.ts";

// P07
test("a perplexity over <unk> says that it does not compare", () => {
  const basis = { tokens: 12, boundaries: 4, unknown: 4 };
  assert.match(account("Training", basis), /<unk>: 4\)/);
  assert.equal(
    caution(basis),
    "Not comparable with a perplexity under another vocabulary or unit: 4 of 12 tokens are <unk>.",
  );
  assert.equal(caution({ ...basis, unknown: 0 }), null);
});

test("bits per character are the same for words and for characters that say as much", () => {
  // "ab cd" as two words and an end, as five characters and an end: 6 bits in all, 4 characters that are seen.
  const words = bitsPerCharacter({ bits: 2, unknown: 0 }, { tokens: 2, sentences: 1, characters: 4 });
  const characters = bitsPerCharacter({ bits: 1, unknown: 0 }, { tokens: 5, sentences: 1, characters: 4 });
  assert.deepEqual([words, characters], [1.5, 1.5]);
  assert.equal(bitsPerCharacter({ bits: 2, unknown: 1 }, { tokens: 2, sentences: 1, characters: 2 }), null);
});
