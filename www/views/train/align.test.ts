import assert from "node:assert/strict";
import { test } from "node:test";
import { between, turned, turnOf } from "./align.ts";

const map = (...numbers: number[]): { shape: number[]; data: Float32Array } => ({
  shape: [numbers.length / 2, 2],
  data: Float32Array.from(numbers),
});
const align = (fresh: ReturnType<typeof map>, before: ReturnType<typeof map> | null) =>
  turned(fresh, turnOf(fresh, before));
const old = map(3, 1, -2, 0.5, -1, -1.5);

test("a map that was mirrored or had its axes exchanged comes back to where it was", () => {
  const ways: [(x: number, y: number) => [number, number]][] = [
    [(x, y) => [x, y]],
    [(x, y) => [-x, y]],
    [(x, y) => [x, -y]],
    [(x, y) => [-x, -y]],
    [(x, y) => [y, x]],
    [(x, y) => [-y, x]],
    [(x, y) => [y, -x]],
    [(x, y) => [-y, -x]],
  ];
  for (const [turn] of ways) {
    const turned = map(...[0, 1, 2].flatMap((row) => turn(old.data[2 * row] ?? NaN, old.data[2 * row + 1] ?? NaN)));
    assert.deepEqual([...align(turned, old).data], [...old.data]);
  }
});

test("a first map, or one of another vocabulary, stays as it came", () => {
  assert.deepEqual(align(old, null), old);
  assert.deepEqual(align(old, map(1, 2)), old);
});

test("between two maps lies the mean", () => {
  assert.deepEqual([...between(map(0, 2), map(1, 4), 0.5).data], [0.5, 3]);
});
