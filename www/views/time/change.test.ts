import assert from "node:assert/strict";
import { test } from "node:test";
import { clause, marks } from "./change.ts";

test("is every kind of change a clause, one and many?", () => {
  const change = { from: 10, steps: 1200, count: 32, rate: 0.3, optimizer: "adamw" } as const;
  assert.equal(clause({ ...change, kind: "train" }), "1,200 steps with AdamW, rate 0.300, batch size 32");
  assert.equal(
    clause({ ...change, kind: "trainOn", steps: 1, count: 1 }),
    "1 step on custom examples (1) with AdamW, rate 0.300",
  );
  assert.equal(clause({ kind: "edit", from: 0, steps: 0, count: 1 }), "1 value set by hand");
  assert.equal(clause({ kind: "edit", from: 0, steps: 0, count: 7 }), "7 values set by hand");
  assert.equal(clause(null), "nothing more");
});

test("does each place where the run changed stand once?", () => {
  const change = { kind: "edit", steps: 0, count: 1 } as const;
  assert.deepEqual(
    marks([
      { ...change, from: 0 },
      { ...change, from: 5 },
      { ...change, from: 5 },
    ]),
    [0, 5],
  );
});
