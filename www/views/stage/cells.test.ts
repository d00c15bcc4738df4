import assert from "node:assert/strict";
import { test } from "node:test";
import { cellGrid, moved } from "./cells.ts";

const sizes = { n: 3, d: 4, H: 5, V: 7 };
const shapes: Record<string, number[]> = {
  E: [4, 7],
  dE: [4, 7],
  W: [5, 12],
  U: [7, 5],
  e: [12],
  a: [5],
  db: [5],
  yhat: [7],
  dc: [7],
};

test("does every cell of every tensor have its place, and every place its cell?", () => {
  for (const [tensor, shape] of Object.entries(shapes)) {
    const grid = cellGrid(tensor, sizes);
    assert.ok(grid, tensor);
    assert.equal(
      grid.rows * grid.columns,
      shape.reduce((a, b) => a * b, 1),
      tensor,
    );
    for (let row = 0; row < grid.rows; row += 1) {
      for (let column = 0; column < grid.columns; column += 1) {
        const index = grid.index(row, column);
        assert.deepEqual(grid.at(index), [row, column]);
        assert.ok(
          index.every((at, axis) => at >= 0 && at < (shape[axis] as number)),
          `${tensor} ${index.join()}`,
        );
      }
    }
  }
  assert.equal(cellGrid("L", sizes), null);
});

test("do the keys of a grid move as they do everywhere, and stop at its edges?", () => {
  const grid = { rows: 30, columns: 4 };
  const cases: [string, boolean, [number, number]][] = [
    ["ArrowUp", false, [0, 2]],
    ["ArrowDown", false, [2, 2]],
    ["ArrowLeft", false, [1, 1]],
    ["ArrowRight", false, [1, 3]],
    ["PageUp", false, [0, 2]],
    ["PageDown", false, [11, 2]],
    ["Home", false, [1, 0]],
    ["End", false, [1, 3]],
    ["Home", true, [0, 0]],
    ["End", true, [29, 3]],
  ];
  for (const [key, control, to] of cases) assert.deepEqual(moved(grid, [1, 2], key, control), to, key);
  assert.deepEqual(moved(grid, [0, 0], "ArrowLeft", false), [0, 0]);
  assert.equal(moved(grid, [0, 0], "x", false), null);
});
