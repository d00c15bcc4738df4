import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "./pace.js";

/** The chunks of `count` turns where a unit takes so many milliseconds. */
function chunks(pace: Pace, each: (turn: number) => number, count: number): number[] {
  return Array.from({ length: count }, (_, turn) => {
    const { units } = pace;
    pace.took(units, units * each(turn));
    return units;
  });
}

test("does no chunk but one of a single unit take longer than the slice, where units are alike?", () => {
  for (const each of [0.003, 0.4, 3, 7.9, 8.1, 60]) {
    for (const units of chunks(new Pace(8), () => each, 20))
      assert.ok(units === 1 || units * each <= 8, `${String(units)} of ${String(each)} ms`);
  }
});

test("does a chunk shrink at once where units become slower, and grow again after?", () => {
  const seen = chunks(new Pace(8), (turn) => (turn < 8 ? 0.1 : turn < 10 ? 4 : 0.1), 16);
  assert.deepEqual(seen.slice(6), [64, 80, 80, 2, 2, 4, 8, 16, 32, 64]);
});

test("is what was cut off by a bound no reason to leap when the bound is gone?", () => {
  const pace = new Pace(8);
  for (let i = 0; i < 40; i += 1) pace.took(1, 0.001);
  assert.ok(pace.units <= 8000);
  pace.took(1, 20);
  assert.equal(pace.units, 1);
});

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
