import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestTo } from "./neighbours.ts";

test("are the nearest those that point the same way, however long they are?", () => {
  // Columns: (1, 0), (3, 0.3), (0, 2), (-1, 0), (0, 0).
  const E = { shape: [2, 5], data: Float32Array.of(1, 3, 0, -1, 0, 0, 0.3, 2, 0, 0) };
  const found = nearestTo(E, 0, 9);
  assert.deepEqual(
    found.map(({ id }) => id),
    [1, 2, 4, 3],
  );
  assert.ok(Math.abs((found[0]?.similarity ?? 0) - 3 / Math.hypot(3, 0.3)) < 1e-6);
  assert.equal(found.at(-1)?.similarity, -1);
  assert.equal(nearestTo(E, 4, 2).length, 2);
});
