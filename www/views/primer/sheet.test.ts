import assert from "node:assert/strict";
import { test } from "node:test";
import type { MathNode } from "../equation/mathml.js";
import { alike, numeral, plain, Sheet } from "./sheet.js";

const text = (nodes: readonly MathNode[]): string =>
  nodes.map((node) => node.text ?? text(node.children ?? [])).join("");

const sheet = new Sheet({
  matrices: [
    {
      id: "x",
      name: "x",
      rows: 2,
      columns: 1,
      first: 0,
      cells: [
        { name: "x_1", rule: "" },
        { name: "x_2", rule: "" },
      ],
    },
    {
      id: "z",
      name: "z",
      rows: 1,
      columns: 1,
      first: 2,
      cells: [{ name: "z_1", rule: String.raw`#0 \cdot #1 - #1^2` }],
    },
    {
      id: "J",
      name: "J",
      rows: 1,
      columns: 1,
      first: 3,
      cells: [{ name: String.raw`\frac{\partial L}{\partial z_1}`, rule: String.raw`-\frac{#1}{#0}` }],
    },
  ],
  chains: [],
  productFailed: false,
  numbers: new Float64Array([-2, -0.5, 0.75, -0.25]),
  walk: { nodes: [], edges: [], steps: [] },
  curve: new Float64Array(),
  stepProblem: null,
  stepRefusal: null,
});

test("is a rule read with symbols, with numbers, and as sources?", () => {
  assert.equal(text(sheet.symbols(2)), "x1⋅x2−x22");
  assert.equal(text(sheet.worked(2)), "−2.00⋅(−0.500)−(−0.500)2");
  assert.equal(text(sheet.worked(3)), "−−0.500−2.00");
  assert.deepEqual(sheet.sources(2), [0, 1, 1]);
  assert.equal(sheet.spoken(3), "∂L/∂z1");
});

test("are names spoken plainly, and powers of ten set as such?", () => {
  assert.equal(plain(String.raw`\frac{\partial \hat{y}_1}{\partial w_{12}}`), "∂ŷ1/∂w12");
  assert.equal(plain("w'_{12}"), "w′12");
  assert.equal(text([numeral("1.20e−7")]), "1.20×10−7");
});

test("do numbers that are compared end at the same digit?", () => {
  assert.deepEqual(
    alike([
      [0.5, 1e-17],
      [0.5, 0],
    ]),
    [
      ["0.500000", "0.000000"],
      ["0.500000", "0.000000"],
    ],
  );
  assert.deepEqual(alike([[-1e-17, 0.25]]), [["0.000000", "0.250000"]]);
  assert.deepEqual(
    alike([
      [NaN, Infinity],
      [1234.5, -2],
    ]),
    [
      ["NaN", "∞"],
      ["1234.50", "−2.00"],
    ],
  );
});
