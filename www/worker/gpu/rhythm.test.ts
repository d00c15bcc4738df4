import assert from "node:assert/strict";
import { test } from "node:test";
import { interval, wayOf } from "./rhythm.js";

test("do copies cost at most a twentieth of the time, and come no oftener than four times a second?", () => {
  for (const cost of [0, 0.1, 3, 12.5, 13, 40, 900, 1e5]) {
    const wait = interval(cost);
    assert.ok(cost / (cost + wait) <= 0.05, `${String(cost)} ms every ${String(wait)}`);
    assert.ok(wait >= 250);
  }
  // A cheap one does not wait longer than it must.
  assert.equal(interval(2), 250);
  assert.equal(interval(40), 800);
});

test("is the way to the card the quickest of a few empty submissions?", async () => {
  const clock = [0, 9, 10, 14, 20, 27];
  let asked = 0;
  const way = await wayOf(
    () => {
      asked += 1;
      return Promise.resolve();
    },
    () => clock.shift() ?? NaN,
  );
  assert.deepEqual([way, asked], [4, 3]);
});
