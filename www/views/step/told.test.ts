import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { step as say } from "../../story/step.ts";
import { steps } from "../../story/steps.ts";

// The plan is the only list of steps: the story is held against its source.
const source = readFileSync("src/model/plan.rs", "utf8").split("#[cfg(test)]")[0] ?? "";
const named = [...source.matchAll(/(\w+) = "([\w.]+)"/g)].map(([, id = "", name = ""]) => ({ id, name }));
const ids = [
  ...named.map(({ name }) => name),
  ...[...source.matchAll(/fine\(\s*"([\w.]+)"/g)].map(([, id = ""]) => id),
];

/** What a step writes, as the plan says. */
function writesOf(id: string): string[] {
  const own = named.find(({ name }) => name === id)?.id;
  const start =
    own === undefined ? source.indexOf(`"${id}"`) : source.indexOf(`StepId::${own},`, source.indexOf("pub const PLAN"));
  const lists = [...source.slice(start).matchAll(/&\[([^\]]*)\]/g)].slice(0, 2);
  return [...(lists[1]?.[1] ?? "").matchAll(/Tensor::(\w+)|"(\w+)"/g)].map(([, plan, fine]) => plan ?? fine ?? "");
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
  const known = new Set(ids);
  const fine = (id: string) => id.startsWith("softmax.") || id.startsWith("dz.");
  const planned = ids.some(fine);
  for (const id of Object.keys(steps)) assert.ok(known.has(id) || (fine(id) && !planned), `the plan has no ${id}`);
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
