import assert from "node:assert/strict";
import { test } from "node:test";
import { LEAST, LEAST_BIAS, layOut, pick, roomForWords, rowsOf } from "./layout.ts";

const sizes = { n: 3, d: 16, H: 64, V: 96 };

test("is everything on the stage, from the least size up, and does nothing cover anything else?", () => {
  for (const [width, height] of [
    [LEAST.width, LEAST.height],
    [1060, 640],
    [2000, 1200],
  ] as const) {
    for (const make of [
      sizes,
      { n: 1, d: 2, H: 4, V: 5 },
      { n: 8, d: 16, H: 128, V: 2000 },
      { ...sizes, bias: true },
    ]) {
      for (const gradients of [false, true]) {
        const words = Array.from({ length: Math.min(make.V, roomForWords(height, make, gradients)) }, (_, i) => i);
        const { regions } = layOut(width + ("bias" in make ? LEAST_BIAS : 0), height, make, words, gradients);
        for (const { box, tensor } of regions) {
          assert.ok(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0, `${tensor} ${JSON.stringify(box)}`);
          assert.ok(
            box.x + box.width <= width + LEAST_BIAS && box.y + box.height <= height,
            `${tensor} ${JSON.stringify(box)} on ${width} x ${height}`,
          );
        }
        regions.forEach(({ box: a, tensor }, i) => {
          for (const { box: b, tensor: other } of regions.slice(i + 1)) {
            const apart =
              a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
            assert.ok(apart, `${tensor} covers ${other}`);
          }
        });
      }
    }
  }
});

test("is the number under the pointer the one that is drawn there, in every tensor?", () => {
  const words = [0, 4, 17, 90];
  const layout = layOut(1060, 640, sizes, words, true);
  for (const region of layout.regions) {
    for (const [row, column] of [
      [0, 0],
      [region.rows - 1, region.columns - 1],
    ] as const) {
      const x = region.box.x + ((column + 0.5) / region.columns) * region.box.width;
      const y = region.box.y + ((row + 0.5) / region.rows) * region.box.height;
      const found = pick(layout, x, y);
      assert.equal(found?.tensor, region.tensor);
      assert.deepEqual(region.place(found.index), [row, column]);
    }
  }
  assert.equal(pick(layout, 1, 1), null);
});

test("have the context, the target, the word looked at and the likeliest a row among 10,000 words?", () => {
  const size = 10_000;
  const data = Float32Array.from({ length: size }, (_, id) => (id % 1_250 === 7 ? 0.1 + id / 1e6 : 1e-6));
  const network = {
    vocabulary: Array.from({ length: size }, (_, id) => `w${String(id)}`),
    context: Uint32Array.of(9_001, 4_242, 9_001),
    target: 7_777,
    tensors: { yhat: { shape: [size], data } },
  };
  const room = roomForWords(640, { n: 3, d: 64, H: 256, V: size }, true);
  const rows = rowsOf(network, room, 5_555);
  assert.equal(rows.length, room);
  assert.deepEqual(
    rows,
    [...rows].sort((a, b) => a - b),
  );
  const likely = Array.from({ length: 8 }, (_, at) => 1_250 * at + 7);
  for (const id of [9_001, 4_242, 7_777, 5_555, ...likely]) assert.ok(rows.includes(id), `${String(id)} has no row`);
  // The rest are the commonest, which have the lowest ids.
  const others = rows.filter((id) => ![9_001, 4_242, 7_777, 5_555, ...likely].includes(id));
  assert.deepEqual(others.slice(0, 5), [0, 1, 2, 3, 4]);
  assert.deepEqual(rowsOf({ ...network, target: null, tensors: {} }, 3, null), [0, 4_242, 9_001]);
});

test("does a word that has no row have no place?", () => {
  const layout = layOut(1060, 640, sizes, [0, 4], false);
  const E = layout.regions.filter((region) => region.tensor === "E");
  assert.ok(E.every((region) => region.place([3, 5]) === null));
  assert.deepEqual(
    E.map((region) => region.place([3, 4])),
    [null, [0, 3]],
  );
});
