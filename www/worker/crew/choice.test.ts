import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice, ladder } from "./choice.js";

/** Runs for so long on a machine that takes so many milliseconds for a step; gives the numbers used, by time. */
function run(choice: Choice, clock: { now: number }, until: number, cost: (threads: number, now: number) => number) {
  const used: { at: number; threads: number; chosen: number; steps: number }[] = [];
  while (clock.now < until) {
    const { threads, steps, milliseconds } = choice.next;
    const one = cost(threads, clock.now);
    const done = Math.max(1, Math.min(steps, Math.ceil(Math.min(milliseconds, 10) / one)));
    clock.now += done * one;
    choice.took(threads, done, done * one);
    used.push({ at: clock.now, threads, chosen: choice.chosen, steps: done });
  }
  return used;
}
const made = (most: number) => {
  const clock = { now: 0 };
  return { clock, choice: new Choice(most, () => clock.now) };
};

test("are 1, 2, 4 ... and all threads tried?", () => {
  assert.deepEqual(ladder(1), [1]);
  assert.deepEqual(ladder(2), [1, 2]);
  assert.deepEqual(ladder(6), [1, 2, 4, 6]);
  assert.deepEqual(ladder(16), [1, 2, 4, 8, 16]);
});

test("is the faster number taken within a tenth of a second, for quick steps and for slow ones?", () => {
  for (const step of [0.05, 0.07, 5])
    for (const [many, fewer] of [
      [1.5, 2],
      [0.5, 1],
    ] as const) {
      const { choice, clock } = made(2);
      run(choice, clock, 100, (threads) => step / (threads === 2 ? many : 1));
      assert.equal(choice.chosen, fewer, `${String(step)} ms, ${String(many)} times as fast`);
    }
});

test("is a core that another program takes found within some two seconds, and one that comes back after ten more?", () => {
  const { choice, clock } = made(2);
  const taken = (now: number): boolean => now > 15_000 && now < 17_000;
  const used = run(choice, clock, 60_000, (threads, now) => (threads === 2 ? (taken(now) ? 0.1 : 0.037) : 0.056));
  const changes = used.filter(({ chosen }, at) => at > 0 && used[at - 1]?.chosen !== chosen);
  assert.deepEqual(
    changes.map(({ chosen }) => chosen),
    [2, 1, 2],
  );
  const [, down, up] = changes.map(({ at }) => at);
  assert.ok(down! - 15_000 < 2_000, String(down));
  assert.ok(up! - down! >= 10_000 && up! - down! < 12_000, String(up));
});

test("does a machine that changes its mind all the time change the number at most once in ten seconds?", () => {
  const { choice, clock } = made(4);
  let seed = 1;
  const chance = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const used = run(choice, clock, 200_000, () => 0.02 + chance() * 0.2);
  const changes = used.filter(({ chosen }, at) => at > 0 && used[at - 1]?.chosen !== chosen && used[at]!.at > 1000);
  for (let at = 1; at < changes.length; at += 1) assert.ok(changes[at]!.at - changes[at - 1]!.at >= 10_000);
});

test("does measuring cost at most a few per cent, where a step takes a tenth of a second too?", () => {
  for (const step of [0.05, 5, 100]) {
    const { choice, clock } = made(2);
    const used = run(choice, clock, 120_000, (threads) => step / threads);
    const steps = used.reduce((sum, one) => sum + one.steps, 0);
    assert.ok(steps > (120_000 / step) * 2 * 0.95, `${String(step)} ms: ${String(steps)}`);
  }
});

test("is a number that cannot be had not tried again?", () => {
  const { choice, clock } = made(8);
  run(choice, clock, 2_000, (threads) => 1 / threads);
  assert.equal(choice.chosen, 8);
  choice.limit(2);
  const used = run(choice, clock, 30_000, (threads) => 1 / threads);
  assert.equal(choice.chosen, 2);
  assert.ok(used.every(({ threads }) => threads <= 2));
  assert.deepEqual(
    choice.rates.map(({ threads }) => threads),
    [1, 2],
  );
});
