// The same network in TensorFlow.js, in a worker of its own. A classic worker: the library comes as scripts that set `tf`.
importScripts(
  "/peers/@tensorflow/tfjs/dist/tf.min.js",
  "/peers/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
  "/peers/@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js",
);
importScripts("/bench/peer.js");

tf.enableProdMode();

answer(async ({ backend, threads }, { size, parameters, batches, rate }) => {
  if (backend === "wasm") {
    tf.wasm.setWasmPaths("/peers/@tensorflow/tfjs-backend-wasm/dist/");
    tf.wasm.setThreadsCount(threads);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`no ${backend} backend here`);
  await tf.ready();
  const { vocabulary, context, embedding, hidden, batch, bias } = size;
  const variable = (name, shape) => tf.variable(tf.tensor(parameters[name], shape));
  // E word by word, as a look-up reads it.
  const theta = { E: variable("E", [vocabulary, embedding]), W: variable("W", [hidden, context * embedding]), U: variable("U", [vocabulary, hidden]) };
  if (bias) Object.assign(theta, { b: variable("b", [hidden]), c: variable("c", [vocabulary]) });
  const data = batches.map(({ contexts, targets }) => ({
    contexts: tf.tensor1d(Int32Array.from(contexts), "int32"),
    places: tf.tensor2d(Int32Array.from(contexts), [contexts.length, 1], "int32"),
    truth: tf.oneHot(tf.tensor1d(Int32Array.from(targets), "int32"), vocabulary).toFloat(),
  }));
  const optimizer = tf.train.sgd(rate);
  const loss = ({ contexts, places, truth }) => {
    // The wasm backend has no derivative of gather; a scatter is the same sum over the columns read.
    const lookup = tf.customGrad((E) => ({
      value: tf.gather(E, contexts),
      gradFunc: (de) => tf.scatterND(places, de, [vocabulary, embedding]),
    }));
    const e = lookup(theta.E).reshape([batch, context * embedding]);
    const a = tf.matMul(e, theta.W, false, true);
    const h = tf.tanh(bias ? a.add(theta.b) : a);
    const z = tf.matMul(h, theta.U, false, true);
    return tf.neg(tf.sum(tf.mul(truth, tf.logSoftmax(bias ? z.add(theta.c) : z)))).div(batch);
  };
  const step = (i) => optimizer.minimize(() => loss(data[i % data.length]), true);
  return {
    async loss(i) {
      const value = step(i);
      const [number] = await value.data();
      value.dispose();
      return number;
    },
    async steps(from, count) {
      let last;
      for (let i = from; i < from + count; i += 1) {
        last?.dispose();
        last = step(i);
      }
      await last.data();
      last.dispose();
    },
  };
});
