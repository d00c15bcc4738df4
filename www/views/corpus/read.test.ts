import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "./read.ts";

test("UTF-8 is read, emoji and all, without its byte order mark", () => {
  assert.equal(decode("a.txt", new TextEncoder().encode("\ufeffhen 🐔\né")), "hen 🐔\né");
});

test("what is not UTF-8 is refused with the place", () => {
  assert.throws(() => decode("b.txt", Uint8Array.of(104, 105, 255, 32)), /b\.txt.*byte 2/);
  assert.throws(() => decode("c.txt", Uint8Array.of(104, 0xc3)), /c\.txt.*byte/);
});

test("a zero byte is not text", () => {
  assert.throws(() => decode("d.bin", Uint8Array.of(104, 0, 105)), /d\.bin.*zero byte/);
});
