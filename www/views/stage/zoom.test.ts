import assert from "node:assert/strict";
import { test } from "node:test";
import { panned, whole, zoomed } from "./zoom.ts";

test("is all of a matrix seen at first, with square cells?", () => {
  for (const [rows, columns] of [
    [64, 48],
    [10000, 256],
    [3, 2000],
  ] as const) {
    const view = whole(rows, columns, 800, 600);
    assert.ok(
      view.row <= 0 && view.column <= 0 && view.row + view.rows >= rows && view.column + view.columns >= columns,
    );
    assert.ok(Math.abs(view.columns / view.rows - 800 / 600) < 1e-9);
  }
});

test("does the point under the pointer stay there, and the view within the matrix?", () => {
  const all = whole(10000, 256, 800, 600);
  const near = zoomed(all, 0.01, 0.5, 0.25, all, 800);
  assert.ok(Math.abs(near.row + 0.25 * near.rows - (all.row + 0.25 * all.rows)) < 1e-6);
  assert.ok(near.columns >= 800 / 64);
  assert.deepEqual(zoomed(near, 1e9, 0.1, 0.9, all, 800), all);
  const edge = panned(near, 1e9, -1e9, all);
  assert.equal(edge.row + edge.rows, all.row + all.rows);
  assert.equal(edge.column, all.column);
});
