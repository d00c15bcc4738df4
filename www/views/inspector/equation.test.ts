import assert from "node:assert/strict";
import { test } from "node:test";
import type { Explanation, Term } from "../../client/api/index.ts";
import { withNumbers } from "./equation.ts";

const factor = (value: number, tensor = "W") => ({ tensor, index: [0, 0], value });
const sum = (value: number, terms: Term[]): Explanation =>
  ({ operation: "sum", equation: "", terms, count: terms.length, value }) as unknown as Explanation;

test("does what is taken away stand with a minus?", () => {
  const step = { factors: [factor(0.3, "eta"), factor(-0.381, "dW")], product: 0.1143, sign: -1 } as const;
  const before = { factors: [factor(-0.235)], product: -0.235, sign: 1 } as const;
  assert.deepEqual(withNumbers(sum(-0.121, [before, step])), [
    "= {-0.235}",
    "{} - 0.300 \\cdot ({-0.381})",
    "= {-0.121}",
  ]);
  assert.deepEqual(withNumbers(sum(-0.121, [step, before])), [
    "= - 0.300 \\cdot ({-0.381})",
    "{} - 0.235",
    "= {-0.121}",
  ]);
  const nothing = { factors: [factor(0.3, "eta"), factor(0, "dW")], product: 0, sign: -1 } as const;
  assert.equal(withNumbers(sum(-0.235, [before, nothing]))[1], "{} - 0.300 \\cdot 0");
  const truth = [
    { factors: [factor(1, "y")], product: -1, sign: -1 },
    { factors: [factor(0.25, "yhat")], product: 0.25, sign: 1 },
  ] as const;
  assert.deepEqual(withNumbers(sum(-0.75, [...truth])), ["= {-1.00}", "{} + 0.250", "= {-0.750}"]);
});

test("is a negative number that is taken away added?", () => {
  const shifted = [
    { factors: [factor(1, "z")], product: 1, sign: 1 },
    { factors: [factor(-2, "maximum")], product: 2, sign: -1 },
  ] as const;
  assert.deepEqual(withNumbers(sum(3, [...shifted])), ["= 1.00", "{} + 2.00", "= 3.00"]);
});

test("are products added with their own signs, and the rest dots?", () => {
  const terms = [2, -3, 4, 5].map((value) => ({
    factors: [factor(value), factor(0.5)],
    product: value / 2,
    sign: 1 as const,
  }));
  assert.deepEqual(withNumbers(sum(4, terms)), [
    "= 2.00 \\cdot 0.500",
    "{} + ({-3.00}) \\cdot 0.500",
    "{} + 4.00 \\cdot 0.500",
    "{} + \\ldots",
    "= 4.00",
  ]);
});
