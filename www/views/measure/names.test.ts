import assert from "node:assert/strict";
import { test } from "node:test";
import { account, bitsPerCharacter } from "./names.ts";

// P07
test("a perplexity over <unk> says that it does not compare", () => {
  const said = account("Training", { tokens: 12, boundaries: 4, unknown: 4 });
  assert.match(said, /<unk>: 4\)/);
  assert.match(said, /Not comparable with a perplexity under another vocabulary or unit: 4 of 12 tokens are <unk>\.$/);
  assert.doesNotMatch(account("Training", { tokens: 12, boundaries: 4, unknown: 0 }), /comparable/);
});

test("bits per character are the same for words and for characters that say as much", () => {
  // "ab cd" as two words and an end, as five characters and an end: 6 bits in all, 4 characters that are seen.
  const words = bitsPerCharacter({ bits: 2, unknown: 0 }, { tokens: 2, sentences: 1, characters: 4 });
  const characters = bitsPerCharacter({ bits: 1, unknown: 0 }, { tokens: 5, sentences: 1, characters: 4 });
  assert.deepEqual([words, characters], [1.5, 1.5]);
  assert.equal(bitsPerCharacter({ bits: 2, unknown: 1 }, { tokens: 2, sentences: 1, characters: 2 }), null);
});
