import assert from "node:assert/strict";
import { test } from "node:test";
import { step as say } from "../../story/step.ts";
import { steps } from "../../story/steps.ts";
import { FINE, STEPS } from "../plan/plan.ts";
import { toldOf } from "./told.ts";

const ids = [...STEPS, ...FINE].map(({ id }) => id);

/** What a step writes, as the plan says. */
function writesOf(id: string): readonly string[] {
  const step = STEPS.find((step) => step.id === id);
  return step ? [step.to] : (FINE.find((step) => step.id === id)?.writes ?? []);
}

/** A tensor's name in the sentences for ears. */
const heard: Record<string, RegExp> = {
  e: /small e\b/,
  E: /\bE\b/,
  yhat: /y hat/i,
  L: /\bL\b/,
  jacobian: /jacobian/i,
  maximum: /maximum/i,
  shifted: /shifted/i,
  exponentials: /exponentials/i,
  sum: /\bsum\b/i,
  product: /product/i,
  dyhat: /gradient of y hat/,
  de: /gradient of small e/,
};

test("does the story know every step of the plan, and no other?", () => {
  assert.ok(ids.length >= 21, `${ids.length} steps found`);
  for (const id of ids) {
    assert.ok(id in steps, `steps.ts has no ${id}`);
    assert.ok(id in say.stations, `the rail has no name for ${id}`);
  }
  for (const id of Object.keys(steps)) assert.ok(ids.includes(id), `the plan has no ${id}`);
});

test("does what is heard of a step name what the step writes?", () => {
  for (const id of ids) {
    const written = writesOf(id);
    assert.ok(written.length > 0, `${id} writes nothing`);
    for (const tensor of written) {
      const name =
        heard[tensor] ??
        (/^d\w/.test(tensor) ? new RegExp(`gradient of ${tensor.slice(1)}\\b`) : new RegExp(`\\b${tensor}\\b`));
      assert.match(steps[id as keyof typeof steps].spoken, name, `${id} writes ${tensor}`);
    }
  }
});

test("does what is said of an update say what the optimizer does, and no more?", () => {
  const told = (tensor: string, optimizer: "sgd" | "momentum" | "adamw", decay = false, clip = false) =>
    toldOf({ id: `update.${tensor}`, writes: [tensor], update: { optimizer, decay, clip } }).prose;
  assert.match(told("E", "sgd"), /Only the columns that were read change/);
  for (const prose of [told("E", "momentum"), told("E", "adamw"), told("E", "sgd", true)]) {
    assert.doesNotMatch(prose, /Only the columns/);
    assert.match(prose, /Columns that were not read change too/);
  }
  assert.doesNotMatch(told("W", "sgd"), /column|decay|clip/);
  assert.match(told("W", "sgd", true), /1 − ηλ/);
  assert.match(told("W", "momentum", false, true), /velocity.*clip/);
  assert.match(told("W", "adamw"), /m̂.*v̂/);
});
