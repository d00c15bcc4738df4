import assert from "node:assert/strict";
import { test } from "node:test";
import { DOUBLING_MS, Pacer, due, nextLook, octave, sampled } from "./pace.ts";

test("evaluations come at 0, 1, 2, 4, ... 128, then evenly, at most sixteen to a doubling", () => {
  const looks = [0];
  while ((looks.at(-1) ?? 0) < 5000) looks.push(nextLook(looks.at(-1) ?? 0));
  assert.deepEqual(looks.slice(0, 12), [0, 1, 2, 4, 8, 16, 32, 64, 128, 160, 192, 224]);
  for (const start of [1024, 2048]) {
    const within = looks.filter((step) => step >= start && step < 2 * start);
    assert.equal(within.length, 16);
    assert.ok(within.every((step, i) => step === start + (i * start) / 16));
  }
  // From anywhere, also from between two of them.
  assert.deepEqual([3, 100, 130, 2001].map(nextLook), [4, 128, 160, 2048]);
  assert.deepEqual([0, 1, 5, 64, 1e9].map(octave), [0, 1, 4, 64, 2 ** 29]);
  assert.deepEqual([0, 1, 2, 3, 4, 2000, 2048].map(sampled), [true, true, true, false, true, false, true]);
});

test("in Doubling the step doubles, and 2,000 steps take some sixteen seconds", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 11].map((times) => due("doubling", 0, times * DOUBLING_MS)),
    [1, 2, 4, 8, 2048],
  );
  assert.equal(due("doubling", 100, DOUBLING_MS), 200);
  assert.ok(due("doubling", 0, 16_400) < 2048 && due("doubling", 0, 16_600) > 2048);
  // Without motion nothing changes between two doublings.
  assert.equal(due("doubling", 4, 1.9 * DOUBLING_MS, true), 8);
  assert.equal(due("10", 7, 1000), 18);
  assert.equal(due("flat", 7, 0), Infinity);
});

test("time does not pass while the page is not seen, and no step is made good in a burst", () => {
  const pacer = new Pacer();
  assert.equal(pacer.due("doubling", 4, 0, true), 4);
  assert.equal(pacer.due("doubling", 4, DOUBLING_MS, true), 8);
  assert.equal(pacer.due("doubling", 8, 60_000, false), 8);
  assert.equal(pacer.due("doubling", 8, 60_000 + DOUBLING_MS, true), 16);
  // At ten a second, half a minute in one gap gives a few steps and then goes on evenly.
  assert.equal(pacer.due("10", 16, 100_000, true), 17);
  const late = pacer.due("10", 17, 130_000, true);
  assert.ok(late > 17 && late <= 20, String(late));
  assert.ok(pacer.due("10", late, 130_100, true) <= late + 2);
});
