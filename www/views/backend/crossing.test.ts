import assert from "node:assert/strict";
import { test } from "node:test";
import { lines } from "./crossing.ts";

const size = (hidden: number, vocabulary: number, cpuStepsPerSecond: number, gpuStepsPerSecond: number) => ({
  hidden,
  vocabulary,
  batch: 64,
  cpuStepsPerSecond,
  gpuStepsPerSecond,
});

test("does the card overtake where it stays ahead, not where it was ahead once?", () => {
  const found = lines([
    size(64, 1600, 5, 9),
    size(64, 100, 90, 95),
    size(64, 400, 50, 20),
    size(256, 100, 9, 1),
    size(32, 100, 1, 9),
  ]);
  assert.deepEqual(
    found.map(({ hidden, from }) => [hidden, from]),
    [
      [64, 1600],
      [256, null],
      [32, 100],
    ],
  );
  assert.deepEqual(
    found[0]?.sizes.map(({ vocabulary }) => vocabulary),
    [100, 400, 1600],
  );
});
