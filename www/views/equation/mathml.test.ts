import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse, type MathNode } from "./mathml.ts";

const markup = (node: MathNode): string =>
  node.tag === "mspace" ? "" : `<${node.tag}>${node.text ?? (node.children ?? []).map(markup).join("")}</${node.tag}>`;
const all = (latex: string) => parse(latex).map(markup).join("");

test("are the plan's forms set as they should be?", () => {
  assert.equal(all("a = W e"), "<mi>a</mi><mo>=</mo><mi>W</mi><mi>e</mi>");
  assert.equal(all(String.raw`\hat{y}`), "<mover><mi>y</mi><mo>\u02c6</mo></mover>");
  assert.equal(all(String.raw`h^{\top}`), "<msup><mi>h</mi><mi>\u22a4</mi></msup>");
  assert.equal(all("x_{t-n}"), "<msub><mi>x</mi><mrow><mi>t</mi><mo>\u2212</mo><mi>n</mi></mrow></msub>");
  assert.equal(
    all(String.raw`\sum_{i=1}^{n}`),
    "<munderover><mo>\u2211</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>",
  );
  assert.equal(all(String.raw`\operatorname{softmax}(z)`), "<mi>softmax</mi><mo>(</mo><mi>z</mi><mo>)</mo>");
  assert.equal(
    all(String.raw`\sigma'(a)`),
    "<msup><mi>\u03c3</mi><mo>\u2032</mo></msup><mo>(</mo><mi>a</mi><mo>)</mo>",
  );
});

test("can every equation of the plan be set?", () => {
  // tests/plan.rs writes them: every step and every element, with each activation and each rule.
  const equations = readFileSync("www/views/equation/equations.txt", "utf8").trim().split("\n");
  assert.ok(equations.length >= 60, `${equations.length} equations found`);
  for (const latex of equations) assert.ok(parse(latex).length > 0, latex);
});

test("can every equation of an explanation that is no step's be set?", () => {
  const equations = readFileSync("src/trace/explain.rs", "utf8").match(/r"[^"]*"/g) ?? [];
  assert.ok(equations.length >= 7, `${equations.length} equations found`);
  for (const latex of equations) assert.ok(parse(latex.slice(2, -1)).length > 0, latex);
  assert.equal(
    all(String.raw`\hat{y}_{\text{the target}} + \frac{1}{2}`),
    "<msub><mover><mi>y</mi><mo>\u02c6</mo></mover><mtext>the target</mtext></msub><mo>+</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>",
  );
});

test("can every equation of the primer be set?", () => {
  const walk = readFileSync("src/primer/walk.rs", "utf8").split("#[cfg(test)]")[0] ?? "";
  const equations = [...walk.matchAll(/equation: r"([^"]*)"/g)].map(([, latex = ""]) => latex);
  assert.ok(equations.length >= 13, `${equations.length} equations found`);
  for (const latex of equations) assert.ok(parse(latex).length > 0, latex);
});

test("does a function's name keep its distance from what it is taken of?", () => {
  const tags = (latex: string) =>
    parse(latex)
      .map(({ tag }) => tag)
      .join(" ");
  assert.equal(tags(String.raw`-\log 0.145`), "mo mi mspace mn");
  assert.equal(tags(String.raw`\log(z)`), "mi mo mi mo");
  assert.equal(tags(String.raw`\sigma y`), "mi mi");
});

test("is a slot what its number stands for?", () => {
  const seen: [number, boolean][] = [];
  const nodes = parse(String.raw`1 - #12^2 \cdot #3`, (number, base) => {
    seen.push([number, base]);
    return { tag: "mn", text: String(number * 2) };
  });
  assert.equal(
    nodes.map(markup).join(""),
    "<mn>1</mn><mo>\u2212</mo><msup><mn>24</mn><mn>2</mn></msup><mo>\u22c5</mo><mn>6</mn>",
  );
  assert.deepEqual(seen, [
    [12, true],
    [3, false],
  ]);
  assert.throws(() => parse("#17"), /unexpected "#17"/);
});

test("is what it does not know refused by name?", () => {
  assert.throws(() => parse(String.raw`\bigoplus{a}`), /unknown \\bigoplus/);
  assert.throws(() => parse("{a"), /not closed/);
  assert.throws(() => parse("a}"), /unexpected "}"/);
  assert.throws(() => parse("a^"), /missing at the end/);
});

test("are a fraction and a product set as mathematics?", () => {
  const [fraction] = parse("\\frac{1}{N}");
  assert.equal(fraction?.tag, "mfrac");
  assert.deepEqual(
    fraction?.children?.map(({ text }) => text),
    ["1", "N"],
  );
  assert.equal(parse("\\prod_i^N x")[0]?.tag, "munderover");
  assert.throws(() => parse("\\frac{1}"), /missing/);
});
