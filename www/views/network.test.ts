import assert from "node:assert/strict";
import { test } from "node:test";
import { tensorAt, valueOf, writtenBy, type Network, type Step } from "./network.ts";
import { related } from "./stage/related.ts";

const tensor = (shape: number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });
const step = (id: string, phase: Step["phase"], writes: string[]): Step => ({
  id,
  phase,
  title: id,
  equation: "",
  reads: [],
  writes,
});

const network: Network = {
  vocabulary: ["a", "b", "c"],
  context: [2, 0],
  target: 1,
  parameters: { E: tensor([1, 3], 1, 2, 3), W: tensor([1, 2], 4, 5), U: tensor([3, 1], 6, 7, 8) },
  tensors: { e: tensor([2], 3, 1), a: tensor([1], 17) },
  updated: { W: tensor([1, 2], 40, 50) },
};
const steps = [step("lookup", "forward", ["e"]), step("affine", "forward", ["a"]), step("update.W", "update", ["W"])];

test("is a tensor there from the step that writes it, and gone again on the way back?", () => {
  assert.deepEqual([...(writtenBy(steps, 0) ?? [])], ["e"]);
  assert.equal(tensorAt(network, steps, 0, "a"), undefined);
  assert.equal(tensorAt(network, steps, 1, "a"), network.tensors["a"]);
  assert.equal(tensorAt(network, steps, -1, "e"), undefined);
  assert.equal(tensorAt(network, [], -1, "a"), network.tensors["a"]);
});

test("does a parameter change with its update, and only then?", () => {
  assert.equal(tensorAt(network, steps, 1, "W")?.data[0], 4);
  assert.equal(tensorAt(network, steps, 2, "W")?.data[0], 40);
  assert.equal(tensorAt(network, steps, 2, "U")?.data[0], 6);
});

test("is a value read row by row, and nothing read outside?", () => {
  const matrix = tensor([2, 3], 0, 1, 2, 3, 4, 5);
  assert.equal(valueOf(matrix, [1, 0]), 3);
  assert.equal(valueOf(matrix, [0, 3]), undefined);
  assert.equal(valueOf(matrix, [-1, 0]), undefined);
  assert.equal(valueOf(matrix, [1]), undefined);
  assert.equal(valueOf(undefined, [0]), undefined);
});

test("do a word's numbers lead to where the word was read, and back?", () => {
  // Two numbers a word; word 5 stands first and last.
  const context = [5, 1, 5];
  assert.deepEqual(related({ tensor: "E", index: [1, 5] }, 2, context), [
    { tensor: "e", index: [1] },
    { tensor: "e", index: [5] },
  ]);
  assert.deepEqual(related({ tensor: "E", index: [0, 4] }, 2, context), []);
  assert.deepEqual(related({ tensor: "e", index: [3] }, 2, context)[0], { tensor: "E", index: [1, 1] });
  assert.deepEqual(related({ tensor: "de", index: [4] }, 2, context)[1], { tensor: "dE", index: [0, 5] });
});

test("does every number that another leads to have a place of as many indices as its tensor?", () => {
  const order: Record<string, number> = {
    E: 2,
    W: 2,
    U: 2,
    dE: 2,
    dW: 2,
    dU: 2,
    e: 1,
    a: 1,
    h: 1,
    z: 1,
    yhat: 1,
    de: 1,
    da: 1,
    dh: 1,
    dz: 1,
    b: 1,
    c: 1,
    db: 1,
    dc: 1,
  };
  for (const [name, length] of Object.entries(order)) {
    const index = Array.from({ length }, () => 0);
    const found = related({ tensor: name, index }, 2, [0]);
    assert.ok(found.length > 0, name);
    for (const other of found) assert.equal(other.index.length, order[other.tensor], `${name} to ${other.tensor}`);
  }
});
