import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "./read.ts";

test("UTF-8 is read, emoji and all, without its byte order mark", () => {
  assert.equal(decode("a.txt", new TextEncoder().encode("\ufeffhen 🐔\né")), "hen 🐔\né");
});

test("what is not UTF-8 is refused with the place", () => {
  assert.throws(() => decode("b.txt", Uint8Array.of(104, 105, 255, 32)), /b\.txt.*byte 2/);
  assert.throws(() => decode("c.txt", Uint8Array.of(104, 0xc3)), /c\.txt.*byte 1 /);
  // An e with an accent as Latin-1 has it begins a character of three bytes in UTF-8.
  assert.throws(() => decode("d.txt", Uint8Array.of(104, 105, 233, 32)), /d\.txt.*byte 2 /);
});

test("a zero byte is not text", () => {
  assert.throws(() => decode("d.bin", Uint8Array.of(104, 0, 105)), /d\.bin.*zero byte/);
});
