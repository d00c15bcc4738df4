import assert from "node:assert/strict";
import { test } from "node:test";
import type { CellEdit, RunChange } from "../client/api/index.ts";
import { type Stage, single, stagesOf, stepsOf, written } from "./recipe.ts";

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Again = NonNullable<RunChange["again"]>;

/** A change as the engine tells of it, whatever it was asked for. */
function stretch(below: (most: number) => number, from: number): RunChange & { readonly again: Again } {
  const pick = <T>(...all: readonly T[]): T => all[below(all.length)]!;
  const kind = pick("train", "trainOn") as "train" | "trainOn";
  const schedule = pick("constant", "cosine", "step") as "constant" | "cosine" | "step";
  const targets = Array.from({ length: 1 + below(3) }, () => below(500));
  const batch = pick(1, 32, 64);
  const rate = pick(0.1, 0.5, 1e-5, 1 / 3, 1e6);
  const optimizer = pick("sgd", "momentum", "adamw") as "sgd" | "momentum" | "adamw";
  return {
    kind,
    from,
    steps: pick(1, 7, 2000),
    count: kind === "train" ? batch : targets.length,
    batch,
    rate,
    optimizer,
    again: {
      ...(kind === "train" ? { order: pick("random", "sequential") as "random" | "sequential" } : {}),
      rate,
      optimizer,
      momentum: Math.fround(pick(0.9, 0.5, 0.99999994, 1 / 3)),
      beta1: pick(0.9, 0.8),
      beta2: pick(0.999, 0.99),
      epsilon: Math.fround(pick(1e-8, 1e-30, 0.1)),
      weightDecay: pick(0, 0.01, 1e-7),
      ...(below(2) ? { clip: pick(1, 1e30, 1e-30) } : {}),
      schedule,
      ...(schedule === "constant" ? {} : { from: pick(0, from) }),
      ...(schedule === "cosine" ? { total: pick(1, 5000) } : {}),
      ...(schedule === "step" ? { every: pick(1, 1000), factor: pick(0.1, 0.5) } : {}),
    },
    ...(kind === "train"
      ? {}
      : { examples: { contexts: targets.flatMap((target) => [target + 1, target + 2]), targets } }),
  };
}

/** What a stage asks the engine for, with the engine's own defaults, as the engine then tells of it. */
function told(stage: Stage, from: number): RunChange {
  if (stage.kind === "edit") return { kind: "edit", from, steps: 0, count: 1, cells: [stage.cell] };
  const { steps, batch = 32, rate = 0.1, optimizer = "sgd", schedule = "constant", ...rest } = stage.options;
  const again: Again = {
    ...(stage.kind === "train" ? { order: stage.options.order ?? "random" } : {}),
    rate,
    optimizer,
    momentum: Math.fround(rest.momentum ?? 0.9),
    beta1: rest.beta1 ?? 0.9,
    beta2: rest.beta2 ?? 0.999,
    epsilon: Math.fround(rest.epsilon ?? 1e-8),
    weightDecay: rest.weightDecay ?? 0,
    ...(rest.clip === undefined ? {} : { clip: rest.clip }),
    schedule,
    ...(schedule === "constant" ? {} : { from: rest.from ?? NaN }),
    ...(schedule === "cosine" ? { total: rest.total ?? NaN } : {}),
    ...(schedule === "step" ? { every: rest.every ?? NaN, factor: rest.factor ?? 0.1 } : {}),
  };
  const common = { kind: stage.kind, from, steps, batch, rate, optimizer, again };
  if (stage.kind === "train") return { ...common, count: batch };
  const { contexts, targets } = stage.options;
  return { ...common, count: targets.length, examples: { contexts: [...contexts], targets: [...targets] } };
}

/** Without what the rule does not look at. */
function effective(change: RunChange): RunChange {
  if (change.again === undefined) return change;
  const { momentum, beta1, beta2, epsilon, ...rest } = change.again;
  return {
    ...change,
    again: {
      ...rest,
      ...(rest.optimizer === "momentum" ? { momentum: momentum! } : {}),
      ...(rest.optimizer === "adamw" ? { beta1: beta1!, beta2: beta2!, epsilon: epsilon! } : {}),
    },
  };
}

test("is every past read back from its recipe, to the last setting?", () => {
  const below = random(11);
  for (let round = 0; round < 2000; round += 1) {
    const changes: RunChange[] = [];
    let from = 0;
    for (let k = below(4); k >= 0; k -= 1) {
      if (below(3) === 0 && changes.at(-1)?.kind !== "edit") {
        const [tensor, ...index] = [["E", 3, 12] as const, ["W", 0, 0] as const, ["b", 4] as const][below(3)]!;
        const value = Math.fround([0, 0.1, -1e-7, 1e30, 1 / 3][below(5)]!);
        changes.push({ kind: "edit", from, steps: 0, count: 1, cells: [{ tensor, index, value }] });
      } else {
        const change = stretch(below, from);
        changes.push(change);
        from += change.steps;
      }
    }
    const text = written(changes).train ?? assert.fail("no recipe");
    const stages = stagesOf(text);
    assert.ok(stages, text);
    let at = 0;
    const again = stages.map((stage) => {
      const change = told(stage, at);
      at += change.steps;
      return change;
    });
    const rounded = (change: RunChange): RunChange =>
      change.cells === undefined
        ? change
        : { ...change, cells: change.cells.map((cell) => ({ ...cell, value: Math.fround(cell.value) })) };
    assert.deepEqual(again.map(rounded).map(effective), changes.map(effective), text);
    assert.equal(stepsOf(stages), from);
    assert.deepEqual(written(again), { train: text, untold: null });
    // In an address as it is: nothing of it is written otherwise, no space comes of it.
    assert.match(text, /^[\w.,:-]*$/);
  }
});

test("is a usual recipe short, and do only the last values count of what was set between two steps?", () => {
  const change: RunChange = {
    ...{ kind: "train", from: 0, count: 32, batch: 32, steps: 200, rate: 0.5, optimizer: "sgd" },
    again: { rate: 0.5, optimizer: "sgd", momentum: Math.fround(0.9), weightDecay: 0, schedule: "constant" },
  };
  const edit = (...cells: CellEdit[]): RunChange => ({ kind: "edit", from: 200, steps: 0, count: cells.length, cells });
  const cell = (column: number, value: number): CellEdit => ({ tensor: "W", index: [3, column], value });
  assert.equal(
    written([change, edit(cell(5, 1), cell(6, 2)), edit(cell(5, Math.fround(0.3))), change]).train,
    "200r0.5,W.3.5:0.3,W.3.6:2,200r0.5",
  );
});

test("does a past that no link can hold say why?", () => {
  const below = random(2);
  const many = Array.from({ length: 900 }, (_, k) => stretch(below, k));
  const why = (changes: readonly RunChange[], most?: number): string | null => written(changes, most).untold;
  assert.equal(why(Array.from({ length: 1000 }, (_, k) => stretch(below, k))), "forgotten");
  assert.equal(why(many), "tooLong");
  // A file has more room than a link.
  assert.equal(why(many, 100_000), null);
  assert.equal(why([{ kind: "edit", from: 0, steps: 0, count: 5000 }]), "tooMuchByHand");
  assert.equal(why([{ ...stretch(below, 0), kind: "trainOn", count: 9, examples: undefined! }]), "tooMuchByHand");
});

test("is what is no recipe refused as a whole?", () => {
  const wrong = [
    "0",
    "-5",
    "2.5",
    "200b",
    "200b32b64",
    "200e5",
    "200k5",
    "x1.2",
    "5x1.2",
    "5t2x1.2",
    "5t1x7",
    "5t0x1.2",
  ];
  wrong.push(
    "W.1",
    "W.1:",
    "W:1",
    "W.1.2.3:1",
    "Q.1.2:3",
    "E.-1.2:3",
    "5,,5",
    ",",
    "200 ",
    "<b>",
    "5y1t1x1.2",
    "5t1e9x1.2",
  );
  for (const text of wrong) assert.equal(stagesOf(text), null, text);
  assert.deepEqual(stagesOf(""), []);
});

test("are the shortest digits of an f32 the same f32?", () => {
  for (const value of [0.9, 0.1, 1 / 3, 1e-8, 16777217, 3.4e38, 1e-45, -2.5])
    assert.equal(Math.fround(Number(single(Math.fround(value)))), Math.fround(value));
  assert.equal(single(Math.fround(0.9)), "0.9");
});
