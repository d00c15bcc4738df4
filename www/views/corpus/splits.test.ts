import assert from "node:assert/strict";
import { test } from "node:test";
import { assigned } from "./splits.ts";

test("files are splits by their names, else in their order", () => {
  const files = (...names: string[]) => names.map((name) => ({ name, text: "" }));
  const names = (...given: string[]) => {
    const { train, validation, test } = assigned(files(...given));
    return [train?.name, validation?.name, test?.name];
  };
  assert.deepEqual(names("ptb.test.txt", "ptb.valid.txt", "ptb.train.txt"), [
    "ptb.train.txt",
    "ptb.valid.txt",
    "ptb.test.txt",
  ]);
  assert.deepEqual(names("a.txt", "b.txt", "c.txt"), ["a.txt", "b.txt", "c.txt"]);
  assert.deepEqual(names("dev.txt", "x.txt"), ["x.txt", "dev.txt", undefined]);
});
