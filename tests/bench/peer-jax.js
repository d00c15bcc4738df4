// The same network in jax-js, in a worker of its own.
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "/peers/@jax-js/jax/dist/index.js";
import "/bench/peer.js";

globalThis.answer(async ({ backend }, { size, parameters, batches, rate }) => {
  const available = await init();
  if (!available.includes(backend)) throw new Error(`no ${backend} device here`);
  defaultDevice(backend);
  const { vocabulary, context, embedding, hidden, batch, bias } = size;
  const array = (numbers, shape) => np.array(numbers).reshape(shape);
  let theta = {
    E: array(parameters.E, [vocabulary, embedding]),
    W: array(parameters.W, [hidden, context * embedding]),
    U: array(parameters.U, [vocabulary, hidden]),
    ...(bias ? { b: array(parameters.b, [hidden]), c: array(parameters.c, [vocabulary]) } : {}),
  };
  const data = batches.map(({ contexts, targets }) => ({
    contexts: np.array(Int32Array.from(contexts), { dtype: np.int32 }),
    targets: np.array(Int32Array.from(targets), { dtype: np.int32 }),
  }));
  const loss = ({ e, ...theta }, targets) => {
    const a = np.matmul(e, theta.W.transpose());
    const h = np.tanh(bias ? a.add(theta.b) : a);
    const z = np.matmul(h, theta.U.transpose());
    const logs = nn.logSoftmax(bias ? z.add(theta.c) : z, -1);
    return nn
      .oneHot(targets, vocabulary)
      .mul(logs)
      .sum()
      .mul(-1 / batch);
  };
  const update = jit(({ E, ...theta }, contexts, targets) => {
    const kept = Object.fromEntries(Object.entries(theta).map(([name, value]) => [name, value.ref]));
    const e = np.take(E.ref, contexts.ref, 0).reshape([batch, context * embedding]);
    const [value, { e: de, ...gradients }] = valueAndGrad(loss)({ e, ...theta }, targets);
    // The look-up's derivative as a product: the library has none that sums where a word stands twice.
    gradients.E = np.matmul(nn.oneHot(contexts, vocabulary).transpose(), de.reshape([batch * context, embedding]));
    const next = Object.fromEntries(
      Object.entries({ E, ...kept }).map(([name, value]) => [name, value.sub(gradients[name].mul(rate))]),
    );
    return [value, next];
  });
  const step = (i) => {
    const { contexts, targets } = data[i % data.length];
    const [value, next] = update(theta, contexts.ref, targets.ref);
    theta = next;
    return value;
  };
  return {
    async loss(i) {
      return (await step(i).data())[0];
    },
    async steps(from, count) {
      for (let i = from; i < from + count; i += 1) {
        const value = step(i);
        if (i + 1 < from + count) value.dispose();
        else await value.data();
      }
      await theta.U.ref.data();
    },
  };
});
