import assert from "node:assert/strict";
import { test } from "node:test";
import { dieOf, placeOf, sheetOf } from "./die.ts";

const counts = (probabilities: readonly number[], sides: number): number[] => {
  const found = probabilities.map(() => 0);
  for (const { id, from, to } of dieOf(probabilities, sides)) found[id] = to - from + 1;
  return found;
};

test("do the sides add up to the die, each within one of its share?", () => {
  let state = 5;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let round = 0; round < 500; round += 1) {
    const raw = Array.from({ length: 1 + Math.floor(random() * 120) }, () => random() ** 6);
    const total = raw.reduce((a, b) => a + b, 0);
    // As the engine gives them: single precision, their sum near 1.
    const probabilities = Float32Array.from(raw, (value) => value / total);
    for (const sides of [10, 100]) {
      const die = dieOf(probabilities, sides);
      assert.equal(die[0]?.from, 1);
      assert.equal(die.at(-1)?.to, sides);
      die.forEach(({ from }, at) => {
        if (at > 0) assert.equal(from, die[at - 1]!.to + 1);
      });
      for (const { id, probability, from, to } of die) {
        assert.equal(probability, probabilities[id]);
        assert.ok(Math.abs(to - from + 1 - sides * probability) < 1.0001);
      }
    }
  }
});

test("does the largest remainder get what is left?", () => {
  // Quotas 4.7, 3.4, 1.9: whole 4, 3, 1, and the two left go to .9 and .7.
  assert.deepEqual(counts([0.47, 0.34, 0.19], 10), [5, 3, 2]);
  // Equal remainders: the earlier of equals.
  assert.deepEqual(counts([1 / 3, 1 / 3, 1 / 3], 10), [4, 3, 3]);
  assert.deepEqual(counts([0, 1, 0], 10), [0, 10, 0]);
  assert.deepEqual(dieOf([0, 0], 10), []);
});

test("has a sheet the contexts that a game needs, and lead its words to them?", async () => {
  // 0 ends; 1 leads to 1 or 2, 2 always ends.
  const asked: string[] = [];
  const rows = await sheetOf([], 1, 0, 10, 5, (context) => {
    asked.push(context.join(" "));
    const last = context.at(-1);
    const network = last === undefined ? [0, 0.3, 0.7] : last === 1 ? [0.2, 0.5, 0.3] : [1, 0, 0];
    return Promise.resolve({ network, trigram: last === 2 ? null : network });
  });
  assert.deepEqual(asked, ["", "2", "1"]);
  assert.deepEqual(
    rows.map(({ context }) => context),
    [[], [2], [1]],
  );
  assert.equal(rows[1]?.trigram, null);
  assert.deepEqual(placeOf(rows, [], 2, 1), { at: 1, exact: true, common: 1 });
  assert.deepEqual(placeOf(rows, [1], 1, 1), { at: 2, exact: true, common: 1 });
  // A sheet that is full: what has no place leads nowhere.
  const two = await sheetOf([], 1, 0, 10, 2, () => Promise.resolve({ network: [0, 0.4, 0.6], trigram: null }));
  assert.equal(placeOf(two, [], 1, 1), null);
});

test("leads a word to the nearest context where its own is not there, and is that one added when nothing is missing?", async () => {
  const rows = [{ context: [] }, { context: [5, 2] }, { context: [4, 2] }, { context: [2] }];
  assert.deepEqual(placeOf(rows, [9, 4], 2, 2), { at: 2, exact: true, common: 2 });
  assert.deepEqual(placeOf(rows, [9, 9], 2, 2), { at: 1, exact: false, common: 1 });
  assert.deepEqual(placeOf(rows, [], 2, 2), { at: 3, exact: true, common: 1 });
  assert.equal(placeOf(rows, [1], 3, 2), null);
  // Two words that follow each other at random: a row for each, then the pairs.
  const all = await sheetOf([], 2, 0, 10, 7, () => Promise.resolve({ network: [0.2, 0.4, 0.4], trigram: null }));
  assert.deepEqual(
    all.map(({ context }) => context.length),
    [0, 1, 1, 2, 2, 2, 2],
  );
  // All there is, and no more.
  assert.equal(
    (await sheetOf([], 1, 0, 10, 9, () => Promise.resolve({ network: [0.5, 0.5], trigram: null }))).length,
    2,
  );
});

test("can a game be played deep on a sheet that is much smaller than its language?", async () => {
  // Ten words of each of five classes, one class after the other, then the end: 11,111 contexts of one word and more.
  const CLASS = 10;
  const rows = await sheetOf([], 3, 0, 10, 24, (context) => {
    const at = context.length === 0 ? 0 : Math.ceil((context.at(-1) ?? 0) / CLASS);
    const network = Array.from({ length: 51 }, (_, id) =>
      at === 5 ? Number(id === 0) : id > 0 && Math.ceil(id / CLASS) === at + 1 ? 0.1 : 0,
    );
    return Promise.resolve({ network, trigram: null });
  });
  const last = new Set(rows.map(({ context }) => Math.ceil((context.at(-1) ?? 0) / CLASS)));
  assert.deepEqual([...last].sort(), [0, 1, 2, 3, 4, 5]);
  // Each list leads on or ends the sentence.
  for (const { context, network } of rows)
    assert.ok(
      network.some(({ id }) => id === 0 || placeOf(rows, context, id, 3) !== null),
      context.join(" "),
    );
});
