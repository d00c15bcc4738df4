import assert from "node:assert/strict";
import { test } from "node:test";
import { type Address, home, linkable, read, write } from "./address.js";

test("does a link lead back to what it was made from?", () => {
  const addresses: Address[] = [
    home,
    { ...home, room: "train", options: { corpus: { name: "switchboard" }, seed: 2 ** 53 - 1, context: 2 } },
    {
      ...home,
      options: {
        corpus: { name: "a b&c", size: 500 },
        unit: "character",
        bias: true,
        sentences: false,
        split: [0.5, 0.25, 0.25],
      },
    },
    { ...home, options: { corpus: { name: "x" }, unit: "space", fold: true, sentences: "punctuation", shuffle: 7 } },
    { ...home, room: "step", selection: { tensor: "W", index: [3, 5] }, step: "update.E" },
    { ...home, room: "step", selection: { tensor: "dE", index: [] } },
    { ...home, room: "primer", primer: { part: 6, questions: 2 ** 53 - 1 } },
  ];
  for (const address of addresses) assert.deepEqual(read(write(address)), address);
});

test("does a link that makes no sense still open the page?", () => {
  for (const hash of ["", "#", "#/nowhere", "#?%%%", "#/?seed=-1&context=2.5&unit=line&bias=1&select=W.x"]) {
    assert.deepEqual(read(hash), home);
  }
  assert.deepEqual(read(`#/?seed=${2 ** 53}`), home);
});

test("is a reader's own text kept out of the address?", () => {
  assert.equal(linkable({ corpus: { text: "my diary" }, seed: 3 }), null);
  assert.equal(linkable({ corpus: { name: "x" }, vocabulary: ["my", "words"] }), null);
  const options = { corpus: { name: "x" }, seed: 3, split: [0.5, 0.5, 0] } as const;
  assert.deepEqual(linkable(options), options);
});
