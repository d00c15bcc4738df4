import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tensorAt, valueOf, writtenBy, type Network, type Step } from "./network.ts";
import { rowOf, TENSORS } from "./plan/plan.ts";
import { onward, related } from "./stage/related.ts";

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

/** Two numbers a word, three words, two units; word 2 stands first and last. */
function around(bias: boolean) {
  const parameters = {
    E: tensor([2, 3], 0, 0, 0, 0, 0, 0),
    W: tensor([2, 6], ...Array<number>(12).fill(0)),
    U: tensor([3, 2], 0, 0, 0, 0, 0, 0),
    ...(bias ? { b: tensor([2], 0, 0), c: tensor([3], 0, 0, 0) } : {}),
  };
  return { context: [2, 1, 2], target: 1, parameters };
}

test("do a word's numbers lead to where the word was read, and back?", () => {
  const network = around(false);
  assert.deepEqual(related(network, { tensor: "E", index: [1, 2] }), [
    { tensor: "e", index: [1] },
    { tensor: "e", index: [5] },
  ]);
  assert.deepEqual(related(network, { tensor: "E", index: [0, 0] }), []);
  assert.deepEqual(related(network, { tensor: "e", index: [3] })[0], { tensor: "E", index: [1, 1] });
  assert.deepEqual(related(network, { tensor: "de", index: [4] })[1], { tensor: "dE", index: [0, 2] });
});

test("does a number belong to what it is made from and what it goes into, biases only where there are some?", () => {
  const named = (bias: boolean, name: string, index: number[]) =>
    related(around(bias), { tensor: name, index }).map(({ tensor, index }) => `${tensor}[${index.map(String).join()}]`);
  assert.deepEqual(named(false, "a", [1]), ["W[1,null]", "h[1]"]);
  assert.deepEqual(named(true, "a", [1]), ["W[1,null]", "b[1]", "h[1]"]);
  assert.deepEqual(named(true, "h", [1]), ["a[1]", "U[null,1]"]);
  assert.deepEqual(named(true, "W", [1, 4]), ["e[4]", "a[1]"]);
  assert.deepEqual(named(true, "z", [2]), ["U[2,null]", "c[2]", "yhat[2]"]);
  assert.deepEqual(named(false, "dz", [2]), ["yhat[2]", "dU[2,null]", "U[2,null]"]);
  assert.deepEqual(named(true, "dh", [0]), ["U[null,0]", "da[0]"]);
  assert.deepEqual(named(true, "dW", [1, 4]), ["da[1]", "e[4]"]);
  const next = (name: string, index: number[]) =>
    onward(around(true), { tensor: name, index }).map(({ tensor, index }) => `${tensor}[${index.map(String).join()}]`);
  assert.deepEqual(next("h", [1]), ["z[null]"]);
  assert.deepEqual(next("yhat", [1]), ["L[0]", "dz[1]"]);
  assert.deepEqual(next("yhat", [0]), ["dz[0]"]);
  assert.deepEqual(next("dz", [1]), ["dU[1,null]", "dc[1]", "dh[null]"]);
  assert.deepEqual(next("dE", [1, 2]), ["E[1,2]"]);
  assert.deepEqual(next("db", [1]), ["b[1]"]);
});

test("does every number that another leads to have a place of as many indices as its tensor?", () => {
  const order = (name: string) => (rowOf(name)?.axes[1] === "one" ? 1 : 2);
  for (const { name } of TENSORS.filter(({ drawn, axes }) => drawn && axes[0] !== "one")) {
    const index = Array.from({ length: order(name) }, () => (name === "E" || name === "dE" ? 1 : 0));
    const found = related(around(true), { tensor: name, index });
    assert.ok(found.length > 0, name);
    for (const other of found) assert.equal(other.index.length, order(other.tensor), `${name} to ${other.tensor}`);
  }
});

test("does no view list the order of the layers?", () => {
  const views = readdirSync("www/views", { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.(ts|svelte)$/.test(file) && !/\.test\.ts$|^plan[\\/]/.test(file),
  );
  assert.ok(views.length > 50);
  const name = `["'](?:${TENSORS.filter(({ drawn }) => drawn)
    .map(({ name }) => name)
    .join("|")})["']`;
  // A case for a tensor's name, or a list of three of them: who needs that asks the plan.
  const switches = new RegExp(`case ${name}:`);
  const list = new RegExp(`\\[\\s*${name},\\s*${name},\\s*${name}`);
  for (const file of views) {
    const source = readFileSync(join("www/views", file), "utf8");
    assert.doesNotMatch(source, switches, file);
    assert.doesNotMatch(source, list, file);
    assert.doesNotMatch(source, /startsWith\("d"\)/, file);
  }
});
