import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { KEEP_EVERY, Keeper } from "./keeper.ts";

const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};

test("does a change that comes while a copy is made wait for its turn, and is it kept then?", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    let saves = 0;
    const waiting: ((bytes: Uint8Array) => void)[] = [];
    const keeper = new Keeper(() => {
      saves += 1;
      return new Promise((done) => waiting.push(done));
    }, null);
    keeper.soon();
    mock.timers.tick(1);
    assert.equal(saves, 1);
    // Reports of a run, many a second, while the copy is fetched.
    for (let i = 0; i < 20; i += 1) {
      keeper.soon();
      mock.timers.tick(50);
    }
    assert.equal(saves, 1, "a second copy was begun while the first was made");
    waiting[0]?.(new Uint8Array(1));
    await settle();
    mock.timers.tick(KEEP_EVERY / 2);
    assert.equal(saves, 1, "a second copy was begun at once after the first");
    mock.timers.tick(KEEP_EVERY);
    assert.equal(saves, 2, "what changed meanwhile was not kept");
    waiting[1]?.(new Uint8Array(2));
    await settle();
    mock.timers.tick(10 * KEEP_EVERY);
    assert.equal(saves, 2, "a copy was made of what had not changed");
    assert.deepEqual(keeper.kept, new Uint8Array(2));
  } finally {
    mock.timers.reset();
  }
});

test("is no copy made or kept of a model that is gone, nor one lost that was refused?", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    let refuse = true;
    const keeper = new Keeper(
      () => (refuse ? Promise.reject(new Error("busy")) : Promise.resolve(new Uint8Array(3))),
      new Uint8Array(7),
    );
    keeper.soon();
    mock.timers.tick(1);
    await settle();
    assert.deepEqual(keeper.kept, new Uint8Array(7));
    refuse = false;
    keeper.soon();
    keeper.end();
    mock.timers.tick(10 * KEEP_EVERY);
    await settle();
    assert.equal(keeper.kept, null);
  } finally {
    mock.timers.reset();
  }
});
