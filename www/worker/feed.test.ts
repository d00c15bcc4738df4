import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, named } from "./feed.js";

test("a text arrives whole and in order, and no character is cut", () => {
  const corpus = { train: "ab🐄🐄c", validation: "", test: "d" };
  for (const units of [1, 2, 3, 100]) {
    const got = { train: "", validation: "", test: "", whole: "" };
    const feed = new Feed(corpus);
    const pieces: string[] = [];
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    while (
      feed.push(units, (part, bytes) => {
        const text = decoder.decode(bytes);
        got[part] += text;
        pieces.push(text);
      })
    );
    assert.deepEqual(got, { ...corpus, whole: "" });
    assert.ok(pieces.every((piece) => !piece.includes("\uFFFD")));
  }
  assert.equal(new Feed(corpus).length, 8);
});

test("only a text of one's own is taken out of the options", () => {
  assert.deepEqual(named({ text: "abc" }), { text: "" });
  assert.deepEqual(named({ name: "digits", size: 3 }), { name: "digits", size: 3 });
  assert.equal(
    new Feed({ name: "digits" }).push(9, () => undefined),
    false,
  );
  assert.equal(new Feed(undefined).length, 0);
});
