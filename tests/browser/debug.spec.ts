// The debugger's calls, through the real worker: what Rust's tests cannot see is how the answers arrive.
import { expect, test } from './page.ts';
import type { GlassLM } from '../../www/client/types.ts';

test('does a trace arrive as typed arrays, and does every number of it have an origin?', async ({ opened }) => {
  const seen = await opened.page.evaluate(async () => {
    const { glasslm } = globalThis as unknown as { glasslm: GlassLM };
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: 'farmyard' } });
    const before = await model.parameters();
    const trace = await model.trace('the hen', '.', { rate: 0.5 });
    const some = await model.trace('the hen', '.', { tensors: ['e', 'da'] });
    const sum = await model.explain('a', [3]);
    const page = await model.explain('a', [3], { order: 'magnitude', from: 1, count: 2 });
    const refused = await model.explain('a', [900]).then(() => '', (error: unknown) => String(error));
    const after = await model.parameters();
    return {
      shapes: Object.fromEntries(Object.entries(trace.tensors).map(([name, tensor]) => [name, tensor.shape.join(' x ')])),
      typed: Object.values({ ...trace.tensors, ...trace.updated }).every((t) => t.data instanceof Float32Array && t.data.length === t.shape.reduce((a, b) => a * b)),
      context: Array.from(trace.context).map((id) => model.vocabulary[id]),
      target: model.vocabulary[trace.target],
      learns: trace.lossAfter < trace.loss,
      steps: trace.steps.map((step) => step.id).join(' '),
      some: [Object.keys(some.tensors), Object.keys(some.updated)],
      a: trace.tensors.a?.data[3],
      sum: { value: sum.value, terms: sum.terms.length, near: Math.abs((sum.total ?? NaN) - sum.value) <= (sum.tolerance ?? NaN) },
      page: { count: page.count, products: page.terms.map((term) => Math.abs(term.product)) },
      largest: Math.max(...sum.terms.map((term) => Math.abs(term.product))),
      refused,
      unchanged: before.W.data.join() === after.W.data.join() && model.step === 0,
    };
  });
  expect(seen.shapes).toMatchObject({ e: '48', a: '64', h: '64', L: '1', dW: '64 x 48' });
  expect(seen.typed).toBe(true);
  expect(seen.context).toEqual(['</s>', 'the', 'hen']);
  expect(seen.target).toBe('.');
  expect(seen.learns).toBe(true);
  expect(seen.steps).toBe('lookup concat affine activation logits softmax loss dz dU dh da dW de dE update.E update.W update.U');
  expect(seen.some).toEqual([['e', 'da'], []]);
  expect(seen.sum).toEqual({ value: seen.a, terms: 48, near: true });
  expect(seen.page.count).toBe(48);
  expect(seen.page.products).toHaveLength(2);
  expect(seen.largest).toBeGreaterThanOrEqual(seen.page.products[0] ?? NaN);
  expect(seen.refused).toContain('a is 64, counted from 0');
  expect(seen.unchanged).toBe(true);
});
