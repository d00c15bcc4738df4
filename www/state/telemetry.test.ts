import assert from "node:assert/strict";
import { test } from "node:test";
import { Curve } from "./telemetry.js";

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
