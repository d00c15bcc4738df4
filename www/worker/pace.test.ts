import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "./pace.js";

test("does a chunk come to fill its slice, and never by a leap?", () => {
  const pace = new Pace(8);
  const each = 0.1; // milliseconds for one unit
  const seen = [];
  for (let i = 0; i < 10; i += 1) {
    seen.push(pace.units);
    pace.took(pace.units, pace.units * each);
  }
  assert.deepEqual(seen, [1, 2, 4, 8, 16, 32, 64, 80, 80, 80]);
});

test("is there always at least one unit, however slow, and does a clock that stands still do no harm?", () => {
  const pace = new Pace(8);
  pace.took(1, 5000);
  assert.equal(pace.units, 1);
  pace.took(1, 0);
  assert.equal(pace.units, 2);
});
