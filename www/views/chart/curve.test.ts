import assert from "node:assert/strict";
import { test } from "node:test";
import { ends, path, perplexities, stepTicks, thin } from "./curve.ts";

test("the ends hold every finite point, and one point still gives a span", () => {
  assert.equal(ends([]), null);
  assert.equal(ends([{ step: 3, loss: NaN }]), null);
  const one = ends([{ step: 3, loss: 2 }]);
  assert.ok(one && one.step[0] === 3 && one.step[1] > 3 && one.loss[0] < 2 && one.loss[1] > 2);
});

test("a loss that is not finite breaks the line", () => {
  const same = (v: number): number => v;
  assert.equal(
    path(
      [
        { step: 0, loss: 1 },
        { step: 1, loss: NaN },
        { step: 2, loss: 3 },
      ],
      same,
      same,
    ),
    "M0.0 1.0M2.0 3.0",
  );
});

test("thinning keeps the mean and the last step", () => {
  const points = thin(5, (i) => ({ step: i + 1, loss: i }), 3);
  assert.deepEqual(points, [
    { step: 2, loss: 0.5 },
    { step: 4, loss: 2.5 },
    { step: 5, loss: 4 },
  ]);
});

test("perplexities stand at their logarithms", () => {
  assert.deepEqual(
    perplexities([0.5, 2.4]).map((mark) => mark.value),
    [2, 5, 10],
  );
  assert.equal(perplexities([0, 0.1])[0]?.loss, 0);
  // A narrow span between two round values has marks too.
  assert.deepEqual(
    perplexities([Math.log(2.9), Math.log(4.3)]).map((mark) => mark.value),
    [3, 3.5, 4],
  );
});

test("does an axis of steps always name one, wherever a run begins?", () => {
  assert.deepEqual(stepTicks([0, 64], true, 9), [0, 1, 2, 4, 8, 16, 32, 64]);
  assert.deepEqual(stepTicks([2000, 2001], true, 6), [2000, 2001]);
  for (let first = 1; first < 5000; first = 3 * first + 1)
    for (const last of [first + 1, 2 * first - 1, 2 * first, 5 * first])
      if (last > first) assert.ok(stepTicks([first, last], true, 6).length > 0, `${String(first)} to ${String(last)}`);
});
