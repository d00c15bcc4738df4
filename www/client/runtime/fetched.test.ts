import assert from "node:assert/strict";
import { test } from "node:test";
import { fetched } from "./fetched.ts";

test("is a module there at once that the build has put into the same file?", async () => {
  assert.equal(await fetched(() => Promise.resolve("there"), undefined, "https://example.org/index.js"), "there");
});
