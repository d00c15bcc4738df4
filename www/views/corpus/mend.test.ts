import assert from "node:assert/strict";
import { test } from "node:test";
import { between, bookOf, once, speech, upright, widestColumn, withoutBeginning } from "./mend.ts";

test("of subtitles the speech is kept", () => {
  const text =
    "1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>Hello,\r\nyou.</i>\r\n\r\n2\r\n00:00:04,000 --> 00:00:06,000\r\n{\\an8}Yes? 3\r\n";
  assert.equal(speech(text), "Hello, you.\nYes? 3");
});

test("the beginnings of a chat are cut, other lines stay", () => {
  const chat = "[12:03] Anna: are you there\n[9:4] Ben: 10:30 it is\nand more";
  assert.equal(withoutBeginning(chat, "[12:03] Anna:"), "are you there\n10:30 it is\nand more");
});

test("of a table the column with the most letters is kept", () => {
  assert.equal(widestColumn('1,"the hen, sat",x\n2,the cat ran,y\n', "1,a,b"), "the hen, sat\nthe cat ran\n");
});

test("lines once, words upright, a book between its marks", () => {
  assert.equal(once("a\nb\na\n\nb\nc"), "a\nb\n\nc");
  assert.equal(upright("the _best_ of _all times_, snake_case_name"), "the best of all times, snake_case_name");
  const book = "licence\n*** START OF THE BOOK ***\nOne\ntwo\n*** END OF THE BOOK ***\nlicence";
  assert.deepEqual(bookOf(book), { first: 3, last: 4 });
  assert.equal(between(book, 3, 4), "One\ntwo");
});
