import assert from "node:assert/strict";
import { test } from "node:test";
import { append, clipped, cut, shown, whole } from "./token.ts";

test("what cannot be seen has a sign, and an emoji stays one picture", () => {
  assert.equal(shown(" "), "␣");
  assert.equal(shown("\n"), "↵");
  assert.equal(shown("می\u200cخواهم"), "می¦خواهم");
  assert.equal(shown("👩🏽\u200d🚀"), "👩🏽\u200d🚀");
  assert.equal(shown("<b>"), "<b>");
});

test("a token is appended so that it is read back", () => {
  assert.equal(append("the hen", "sat", "word"), "the hen sat");
  assert.equal(append("the hen", ".", "word"), "the hen.");
  assert.equal(append("the hen", ".", "space"), "the hen .");
  assert.equal(append("שלום א", "'", "word"), "שלום א '");
  assert.equal(append("ab", "c", "character"), "abc");
  assert.equal(append("a", "\n", "character"), "a\n");
  assert.equal(append("\u{1f1e6}", "\u{1f1e7}", "character"), "\u{1f1e6}\u200b\u{1f1e7}");
  assert.equal(append("\u1100", "\u1161", "character"), "\u1100\u200b\u1161");
  // A syllable's halves in a script that is new, a mark that no browser knows yet, a mark of which nothing is read.
  assert.equal(append("\u{16d63}", "\u{16d67}", "character"), "\u{16d63}\u200b\u{16d67}");
  assert.equal(append("_\u0307\u0307", "\u05c8", "character"), "_\u0307\u0307\u200b\u05c8");
  // A conjunct goes on over whatever stands on its virama.
  assert.equal(append("\u0915\u094d\u{1f3fd}", "\u0915", "character"), "\u0915\u094d\u{1f3fd}\u200b\u0915");
  assert.equal(append("the\ufeff", "hen", "word"), "the\ufeff hen");
});

test("a long word ends in an ellipsis, between clusters", () => {
  assert.equal(clipped("hen", 3), "hen");
  assert.equal(clipped("chicken", 4), "chi…");
  assert.equal(clipped("👩🏽\u200d🚀👩🏽\u200d🚀", 2), "👩🏽\u200d🚀👩🏽\u200d🚀");
  assert.equal(clipped("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  assert.equal(cut("hen"), "hen");
  assert.equal(cut("hen".repeat(20)), `\u2068${"hen".repeat(10)}h…\u2069`);
  assert.equal(whole("hen"), undefined);
  assert.equal(whole("hen".repeat(20)), "hen".repeat(20));
});
