import assert from "node:assert/strict";
import { test } from "node:test";
import { diverging, extent, luminance, paper } from "./colour.js";
import { full, short, typed } from "./number.js";
import { cellAt, rasterize } from "./raster.js";

test("does a label have three significant digits, whatever the size?", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [1, "1.00"],
    [-0.1234, "\u22120.123"],
    [9.996, "10.0"],
    [1234, "1230"],
    [9999.6, "1.00e4"],
    [0.0009996, "0.00100"],
    [0.00012345, "1.23e\u22124"],
    [-Infinity, "\u2212\u221e"],
    [NaN, "NaN"],
  ];
  for (const [value, text] of cases) assert.equal(short(value), text);
});

test("does full precision read back to the same f32?", () => {
  for (const value of [0.1, 1 / 3, -16777217, 1e-40, 3.4e38].map(Math.fround)) {
    assert.equal(Math.fround(Number(full(value))), value);
  }
  assert.equal(full(Math.fround(0.1)), "0.1");
});

test("is a number read as it is typed, whatever stands between its digits?", () => {
  const cases: [string, number][] = [
    ["0.5", 0.5],
    [" \u22120,5 ", -0.5],
    [".25", 0.25],
    ["1,000", 1000],
    ["1,234.5", 1234.5],
    ["1 000", 1000],
    ["\u22121\u202f234\u202f567,8", -1234567.8],
    ["0,125", 0.125],
    ["12,34", 12.34],
    ["1e-3", 0.001],
    ["", NaN],
    ["1,2,3", NaN],
    ["1.2.3", NaN],
    ["0x10", NaN],
    ["Infinity", NaN],
    ["two", NaN],
  ];
  for (const [text, value] of cases) assert.equal(typed(text), value, text);
  for (const value of [0.1, 1 / 3, -16777217, 1e-40, 3.4e38].map(Math.fround))
    assert.equal(Math.fround(typed(full(value))), value);
});

test("is zero paper, is an end the same beyond it, is NaN a hole?", () => {
  for (const theme of ["light", "dark"] as const) {
    for (const palette of ["value", "gradient"] as const) {
      const colour = diverging(palette, theme, 2);
      assert.deepEqual(colour(0), paper(theme));
      assert.deepEqual(colour(5), colour(2));
      assert.equal(colour(NaN), null);
    }
  }
});

test("does greyscale still tell size, on both arms of every scale?", () => {
  for (const theme of ["light", "dark"] as const) {
    for (const palette of ["value", "gradient"] as const) {
      const colour = diverging(palette, theme, 1);
      for (const sign of [-1, 1]) {
        let before = luminance(paper(theme));
        for (let share = 0.1; share <= 1; share += 0.1) {
          const now = luminance(colour(sign * share) ?? [NaN, NaN, NaN]);
          assert.ok(theme === "light" ? now < before : now > before, `${theme} ${palette} ${sign * share}`);
          before = now;
        }
      }
    }
  }
});

test("does a symmetric scale survive zeros and infinities?", () => {
  assert.equal(extent([-3, 2, Infinity, NaN]), 3);
  assert.ok(extent([0, 0]) > 0);
});

const grey = (value: number) => (Number.isNaN(value) ? null : ([value, value, value] as const));
const reds = (pixels: Uint8ClampedArray) => Array.from({ length: pixels.length / 4 }, (_, i) => pixels[i * 4]);

test("is a near cell a block of pixels?", () => {
  const picture = rasterize({ shape: [1, 2], data: [10, 20] }, { row: 0, column: 0, rows: 1, columns: 2 }, 4, 2, grey);
  assert.deepEqual(reds(picture), [10, 10, 20, 20, 10, 10, 20, 20]);
});

test("does one large weight stay visible from far, wherever it is?", () => {
  for (let at = 0; at < 1000; at += 1) {
    const data = new Float32Array(1000);
    data[at] = 200;
    const picture = rasterize({ shape: [1, 1000], data }, { row: 0, column: 0, rows: 1, columns: 1000 }, 7, 1, grey);
    assert.equal(reds(picture).filter((red) => red === 200).length, 1);
  }
});

test("are a hole and the outside transparent, and a wrong shape refused?", () => {
  const picture = rasterize({ shape: [1, 2], data: [NaN, 9] }, { row: 0, column: 0, rows: 1, columns: 3 }, 3, 1, grey);
  assert.deepEqual([picture[3], picture[7], picture[11]], [0, 255, 0]);
  assert.throws(
    () => rasterize({ shape: [2, 2], data: [1] }, { row: 0, column: 0, rows: 2, columns: 2 }, 1, 1, grey),
    /needs 4 numbers, 1 given/,
  );
});

test("is the cell under the pointer the cell that is drawn there?", () => {
  const window = { row: 0, column: 1, rows: 2, columns: 2 };
  assert.deepEqual(cellAt([2, 3], window, 4, 4, 0, 3), [1, 1]);
  assert.deepEqual(cellAt([2, 3], window, 4, 4, 3, 0), [0, 2]);
  assert.equal(cellAt([2, 2], window, 4, 4, 3, 0), null);
});
