import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue } from "./queue.js";

test("does a second writer wait, and does one that fails not hold it up?", async () => {
  const queue = new Queue();
  const seen: string[] = [];
  const first = queue.run(async () => {
    seen.push("first begins");
    await Promise.resolve();
    seen.push("first ends");
    throw new Error("refused");
  });
  const second = queue.run(() => {
    seen.push("second");
  });
  await assert.rejects(first, /refused/);
  await second;
  assert.deepEqual(seen, ["first begins", "first ends", "second"]);
});

test("does a guest come in between two chunks, and a writer only after the run?", async () => {
  const queue = new Queue();
  const seen: string[] = [];
  let guest: Promise<number> | undefined;
  let writer: Promise<unknown> | undefined;
  await queue.host(async () => {
    seen.push("chunk");
    writer = queue.run(() => {
      seen.push("writer");
    });
    guest = queue.visit(async () => {
      seen.push("guest");
      return 7;
    });
    await queue.welcome();
    seen.push("chunk");
  });
  assert.equal(await guest, 7);
  await writer;
  assert.deepEqual(seen, ["chunk", "guest", "chunk", "writer"]);
});

test("is a guest who came too late for the last chunk, or without a run, still let in?", async () => {
  const queue = new Queue();
  let late: Promise<string> | undefined;
  await queue.host(async () => {
    late = queue.visit(async () => "late");
  });
  assert.equal(await late, "late");
  assert.equal(await queue.visit(async () => "alone"), "alone");
});

test("is it known whether anything was changed in between?", async () => {
  const queue = new Queue();
  const before = queue.still;
  assert.notEqual(before, null);
  assert.equal(queue.still, before);
  const task = queue.run(() => queue.still);
  assert.equal(queue.still, null);
  assert.equal(await task, null);
  assert.notEqual(queue.still, before);
  await assert.rejects(
    queue.run(() => {
      throw new Error("refused");
    }),
  );
  assert.notEqual(queue.still, null);
});
