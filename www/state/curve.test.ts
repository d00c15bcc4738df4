import assert from "node:assert/strict";
import { test } from "node:test";
import { Curve } from "./curve.ts";

test("does a long run keep its shape in a short curve?", () => {
  const curve = new Curve(100, 8);
  for (let step = 0; step < 64; step += 4) curve.append(Float32Array.of(step, step + 1, step + 2, step + 3));
  assert.equal(curve.stride, 8);
  assert.equal(curve.length, 8);
  // Each point is the mean of its own eight steps, whatever the thinning on the way.
  assert.deepEqual([...curve.values], [3.5, 11.5, 19.5, 27.5, 35.5, 43.5, 51.5, 59.5]);
  assert.equal(curve.stepAt(0), 108);
  assert.equal(curve.stepAt(7), 164);
});

test("is a short run kept step by step?", () => {
  const curve = new Curve(0, 8);
  curve.append(Float32Array.of(3, 2, 1));
  assert.deepEqual([...curve.values.subarray(0, curve.length)], [3, 2, 1]);
  assert.equal(curve.stepAt(2), 3);
});

test("does a curve that is cut go on from there, and is what was not seen a gap?", () => {
  const curve = new Curve(10, 4);
  curve.append(Float32Array.of(1, 2, 3, 4, 5, 6));
  assert.deepEqual([curve.stride, curve.end], [2, 16]);
  const cut = curve.until(13);
  assert.deepEqual([cut.length, cut.values[0], cut.end], [1, 1.5, 13]);
  cut.append(Float32Array.of(3.5));
  assert.deepEqual([cut.length, cut.values[1], cut.stepAt(1)], [2, 3.5, 14]);
  const longer = curve.until(18);
  assert.deepEqual([longer.end, longer.values[2], Number.isNaN(longer.values[3])], [18, 5.5, true]);
  assert.deepEqual([curve.until(4).end, curve.end], [4, 16]);
  assert.deepEqual(
    [10, 11, 12, 13, 16, 99].map((step) => curve.at(step)),
    [null, 1.5, 1.5, 3.5, 5.5, 5.5],
  );
});
