import assert from "node:assert/strict";
import { test } from "node:test";
import { told } from "./told.ts";

const points = (count: number) => Array.from({ length: count }, (_, k) => [String(k), String(k * k)] as const);
const pair = (at: string, value: string) => `${value} at ${at}`;

void test("does a chart in words begin and end where it does, and stay short?", () => {
  assert.equal(told([], pair), "");
  assert.equal(told(points(1), pair), "0 at 0");
  assert.equal(told(points(3), pair), "0 at 0, 1 at 1, 4 at 2");
  for (const count of [8, 9, 50, 1000]) {
    const parts = told(points(count), pair).split(", ");
    assert.ok(parts.length <= 9 && parts.length >= 4, String(parts.length));
    assert.equal(parts[0], "0 at 0");
    assert.equal(parts.at(-1), `${String((count - 1) ** 2)} at ${String(count - 1)}`);
  }
});
