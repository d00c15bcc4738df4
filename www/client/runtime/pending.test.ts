import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Pending } from "./pending.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("is nothing of an answer kept once its caller has let it go?", async () => {
  const pending = new Pending();
  const answers: WeakRef<object>[] = [];
  for (let i = 0; i < 40; i += 1) {
    const answer = await pending.wait(Promise.resolve(new Float32Array(1_000)));
    answers.push(new WeakRef(answer));
  }
  await new Promise((done) => setTimeout(done, 10));
  collect();
  assert.equal(pending.size, 0);
  // The last one may still be on the stack.
  assert.ok(answers.filter((answer) => answer.deref() !== undefined).length <= 1);
});

test("are all who wait rejected at the end, and whoever asks later?", async () => {
  const pending = new Pending();
  const waiting = [pending.wait(new Promise(() => undefined)), pending.wait(new Promise(() => undefined))];
  const failing = pending.wait(Promise.reject(new Error("of its own")));
  await assert.rejects(failing, /of its own/);
  pending.end(new Error("over"));
  for (const one of waiting) await assert.rejects(one, /over/);
  await assert.rejects(pending.wait(Promise.resolve(1)), /over/);
  await assert.rejects(pending.wait(Promise.reject(new Error("late"))), /over/);
  assert.equal(pending.size, 0);
});
