import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mathematics, type MathNode } from "./mathematics.js";

/** The tree in one line: tag(children) or tag:text. */
function line(node: MathNode): string {
  if (node.text !== undefined) return `${node.tag}:${node.text}`;
  return node.children === undefined ? node.tag : `${node.tag}(${node.children.map(line).join(" ")})`;
}
const inner = (latex: string) => mathematics(latex).children!.map(line).join("");

test("are scripts, accents, fractions and words read?", () => {
  assert.equal(inner("x_{t-1}"), "mrow(msub(mi:x mrow(mi:t mo:− mn:1)))");
  assert.equal(inner(String.raw`W^{\top} da`), "mrow(msup(mi:W mi:⊤) mi:d mi:a)");
  assert.equal(inner(String.raw`\sigma'(a)`), "mrow(msup(mi:σ mo:′) mo:( mi:a mo:))");
  assert.equal(inner(String.raw`\hat{y}`), "mrow(mover(mi:y mo:^))");
  assert.equal(inner(String.raw`\sum_{i=1}^{n} a_i`), "mrow(munderover(mo:∑ mrow(mi:i mo:= mn:1) mi:n) msub(mi:a mi:i))");
  assert.equal(inner(String.raw`\frac{1}{2}x^2`), "mrow(mfrac(mn:1 mn:2) msup(mi:x mn:2))");
  assert.equal(inner(String.raw`-0.25 \text{ nats}`), "mrow(mo:− mn:0.25 mtext:\u00a0nats)");
});

test("is a function applied, with a space only where no bracket follows?", () => {
  assert.equal(inner(String.raw`\operatorname{softmax}(z)`), "mrow(mi:softmax mo:\u2061 mo:( mi:z mo:))");
  assert.equal(inner(String.raw`\log z`), "mrow(mi:log mo:\u2061 mspace mi:z)");
});

test("is an equation that cannot be read refused, and quoted?", () => {
  for (const wrong of [String.raw`\unheard x`, "{a", "a}", "_a", String.raw`\frac{1}`, "x_", "a$"]) {
    assert.throws(() => mathematics(wrong), (error: Error) => error.message.includes(`"${wrong}"`), wrong);
  }
});

test("can every equation of the plan be set?", () => {
  const plan = readFileSync("src/model/plan.rs", "utf8");
  const equations = [...plan.matchAll(/\br"([^"]*)"/g)].map(([, latex]) => latex!);
  assert.ok(equations.length > 20, `only ${String(equations.length)} were found`);
  for (const latex of equations) mathematics(latex);
});
