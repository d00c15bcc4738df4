// The debugger's calls, through the real worker: what Rust's tests cannot see is how the answers arrive.
import { expect, test } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

test("does a trace arrive as typed arrays, and does every number of it have an origin?", async ({ opened }) => {
  const seen = await opened.page.evaluate(async () => {
    const { glasslm } = globalThis as unknown as { glasslm: GlassLM };
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const before = await model.parameters();
    const trace = await model.trace("the hen", ".", { rate: 0.5 });
    const some = await model.trace("the hen", ".", { tensors: ["e", "da"] });
    const sum = await model.explain("a", [3]);
    const page = await model.explain("a", [3], { order: "magnitude", from: 1, count: 2 });
    const refused = await model.explain("a", [900]).then(
      () => "",
      (error: unknown) => String(error),
    );
    const after = await model.parameters();
    return {
      shapes: Object.fromEntries(
        Object.entries(trace.tensors).map(([name, tensor]) => [name, tensor.shape.join(" x ")]),
      ),
      typed: Object.values({ ...trace.tensors, ...trace.updated }).every(
        (t) => t.data instanceof Float32Array && t.data.length === t.shape.reduce((a, b) => a * b),
      ),
      context: Array.from(trace.context).map((id) => model.vocabulary[id]),
      target: model.vocabulary[trace.target],
      learns: trace.lossAfter < trace.loss,
      steps: trace.steps.map((step) => step.id).join(" "),
      some: [Object.keys(some.tensors), Object.keys(some.updated)],
      a: trace.tensors.a?.data[3],
      sum: {
        value: sum.value,
        terms: sum.terms.length,
        near: Math.abs((sum.total ?? NaN) - sum.value) <= (sum.tolerance ?? NaN),
      },
      page: { count: page.count, products: page.terms.map((term) => Math.abs(term.product)) },
      largest: Math.max(...sum.terms.map((term) => Math.abs(term.product))),
      refused,
      unchanged: before.W.data.join() === after.W.data.join() && model.step === 0,
    };
  });
  expect(seen.shapes).toMatchObject({ e: "48", a: "64", h: "64", L: "1", dW: "64 x 48" });
  expect(seen.typed).toBe(true);
  expect(seen.context).toEqual(["</s>", "the", "hen"]);
  expect(seen.target).toBe(".");
  expect(seen.learns).toBe(true);
  expect(seen.steps).toBe(
    "lookup concat affine activation logits softmax loss dz dU dh da dW de dE update.E update.W update.U",
  );
  expect(seen.some).toEqual([["e", "da"], []]);
  expect(seen.sum).toEqual({ value: seen.a, terms: 48, near: true });
  expect(seen.page.count).toBe(48);
  expect(seen.page.products).toHaveLength(2);
  expect(seen.largest).toBeGreaterThanOrEqual(seen.page.products[0] ?? NaN);
  expect(seen.refused).toContain("a is 64, counted from 0");
  expect(seen.unchanged).toBe(true);
});

test("do the checks and the search come through, and can a check be ended?", async ({ opened }) => {
  const seen = await opened.page.evaluate(async () => {
    const { glasslm } = globalThis as unknown as { glasslm: GlassLM };
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" }, activation: "relu", bias: true });
    const trace = await model.trace("the hen", ".", { fine: true, optimizer: "momentum", tensors: ["yhat"] });
    const updated = await model.explain("updated.b", [0]);
    const report = await model.checkGradients({ samples: 40 });
    const ending = new AbortController();
    const ended = model.checkGradients({ samples: 100000, signal: ending.signal }).then(
      () => "done",
      (error: unknown) => (error as Error).name,
    );
    ending.abort();
    const worst = await model.worst({ split: "validation", count: 3 });
    const batch = await model.batch({
      contexts: Uint32Array.of(0, 1, 2, 2, 1, 0),
      targets: Uint32Array.of(3, 4),
      tensors: ["db"],
    });
    const view = await model.view("dU", { width: 10, height: 7 });
    return {
      fine: Object.entries(trace.fine ?? {}).map(
        ([name, part]: [string, unknown]) => `${name} ${(part as { shape: number[] }).shape.join("x")}`,
      ),
      parents: trace.steps.filter((step) => step.parent !== undefined).map((step) => step.id),
      norms: Object.keys(trace.norms).length,
      flow: trace.flow.map((step) => `${step.from}-${step.to}`).join(" "),
      ratios: Object.entries(trace.ratios),
      updated: [updated.operation, updated.terms.map((term) => term.factors.map((factor) => factor.tensor).join(" "))],
      report: {
        worst: report.worst,
        all: report.checked + report.skipped,
        where: report.where?.tensor.startsWith("d"),
      },
      ended: await ended,
      worst: worst.map((example) => example.loss),
      words: worst.map((example) => example.tokens.length),
      batch: [batch.tensors.db?.shape, batch.agreement.length, Object.keys(batch.tensors)],
      view: [view.width, view.height, view.mean.length, view.low.every((low, i) => low <= (view.mean[i] ?? NaN))],
      dead: (await model.dead()).windows,
      lines: (await model.lines("hen", { count: 2 })).lines.map((line) => line.positions.map((at) => line.tokens[at])),
      example: (await model.example({ split: "test", index: 0 })).line,
      V: model.vocabulary.length,
    };
  });
  const { V } = seen;
  expect(seen.fine).toEqual([
    "maximum 1",
    `shifted ${V}`,
    `exponentials ${V}`,
    "sum 1",
    `dyhat ${V}`,
    `jacobian ${V}x${V}`,
    `product ${V}`,
  ]);
  expect(seen.parents).toEqual([
    "softmax.max",
    "softmax.shift",
    "softmax.exp",
    "softmax.sum",
    "softmax.divide",
    "dz.dyhat",
    "dz.jacobian",
    "dz.product",
  ]);
  expect(seen.norms).toBe(20);
  expect(seen.flow).toBe("L-z z-h h-a a-e e-word e-word e-word");
  // Biases start at zero: their first update is infinitely large beside them.
  expect(Object.fromEntries(seen.ratios)["c"]).toBe(Infinity);
  expect(seen.updated).toEqual(["sum", ["b", "eta mu v.b", "eta db"]]);
  expect(seen.report).toMatchObject({ all: 40, where: true });
  expect(seen.report.worst).toBeLessThan(1e-3);
  expect(seen.ended).toBe("AbortError");
  expect(seen.worst).toEqual([...seen.worst].sort((a, b) => b - a));
  expect(seen.words).toEqual([3, 3, 3]);
  expect(seen.batch).toEqual([[64], 2, ["db"]]);
  expect(seen.view).toEqual([10, 7, 70, true]);
  expect(seen.dead).toBe(1000);
  for (const line of seen.lines) expect(new Set(line)).toEqual(new Set(["hen"]));
  expect(seen.example).toBe(0);
});
