import assert from "node:assert/strict";
import { test } from "node:test";
import type { Session } from "../../pkg/glasslm.js";
import { change, still } from "./still.js";

const model = (): Session => ({}) as Session;

/** A promise, and what keeps it. */
function open(): { readonly kept: Promise<void>; readonly keep: () => void } {
  let keep = (): void => undefined;
  const kept = new Promise<void>((done) => {
    keep = done;
  });
  return { kept, keep };
}

test("does a change wait until nobody needs the model as it is, also who came meanwhile?", async () => {
  const session = model();
  const [first, second] = [open(), open()];
  const told: string[] = [];
  const copies = [still(session, () => first.kept)];
  const changed = change(session, () => told.push("changed"));
  copies.push(
    still(session, () => {
      told.push("another copy begins at once");
      return second.kept;
    }),
  );
  first.keep();
  await copies[0];
  await Promise.resolve();
  assert.deepEqual(told, ["another copy begins at once"]);
  second.keep();
  await changed;
  assert.deepEqual(told, ["another copy begins at once", "changed"]);
});

test("does a copy that fails hold nobody up, and another model's nobody at all?", async () => {
  const [session, other] = [model(), model()];
  const failing = still(session, () => Promise.reject(new Error("refused")));
  const endless = still(other, () => new Promise(() => undefined));
  assert.equal(await change(session, () => 7), 7);
  await assert.rejects(failing, /refused/);
  assert.ok(endless instanceof Promise);
});
