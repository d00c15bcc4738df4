import assert from "node:assert/strict";
import { test } from "node:test";
import { flowPicture, type Passage } from "./flow.ts";

const passages: Passage[] = [
  { from: "L", to: "z", tensor: "dz", norm: 2 },
  { from: "z", to: "h", tensor: "dh", norm: 1 },
  { from: "h", to: "e", tensor: "de", norm: 0.5 },
  { from: "e", to: "the", tensor: "de", norm: 0.4, position: 0 },
  { from: "e", to: "hen", tensor: "de", norm: 0, position: 1 },
];

/** The height of a band where it ends: between the third and the fourth point of its path. */
function endWidth(path: string): number {
  const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number);
  return (numbers[9] as number) - (numbers[7] as number);
}

test("is a band as wide as its norm, and one that is nothing still a line?", () => {
  const { bands } = flowPicture(passages, 800, 100);
  assert.deepEqual(
    bands.map(({ path }) => Math.round(endWidth(path) * 10) / 10),
    [42, 21, 10.5, 8.4, 1],
  );
});

test("do the places stand from L at the right to the words at the left, and inside the picture?", () => {
  for (const width of [300, 800, 1600]) {
    const { nodes } = flowPicture(passages, width, 100);
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ["L", "z", "h", "e", "the", "hen"],
    );
    const xs = nodes.slice(0, 5).map(({ x }) => x);
    assert.deepEqual(
      [...xs].sort((a, b) => b - a),
      xs,
    );
    assert.ok(nodes.every(({ x, y }) => x > 0 && x < width && y > 0 && y < 100));
  }
});

test("does a gradient that is not finite break no picture?", () => {
  for (const norm of [NaN, Infinity]) {
    const { bands } = flowPicture([{ from: "L", to: "z", tensor: "dz", norm }, ...passages.slice(1)], 800, 100);
    assert.ok(bands.every(({ path }) => !path.includes("NaN") && !path.includes("Infinity")));
  }
  assert.deepEqual(flowPicture([], 800, 100), { nodes: [], bands: [] });
});
