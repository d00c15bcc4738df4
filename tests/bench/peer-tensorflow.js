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
  // E word by word, as a look-up reads it; W and U as its dense layers have them: [in, out].
  const variable = (name, shape, turned) =>
    tf.variable(
      tf.tidy(() => {
        const given = tf.tensor(parameters[name], shape);
        return turned ? tf.transpose(given) : given;
      }),
    );
  const theta = {
    E: variable("E", [vocabulary, embedding]),
    W: variable("W", [hidden, context * embedding], true),
    U: variable("U", [vocabulary, hidden], true),
  };
  if (bias) Object.assign(theta, { b: variable("b", [hidden]), c: variable("c", [vocabulary]) });
  const data = batches.map(({ contexts, targets }) => ({
    contexts: tf.tensor1d(Int32Array.from(contexts), "int32"),
    places: tf.tensor2d(Int32Array.from(contexts), [contexts.length, 1], "int32"),
    truth: tf.oneHot(tf.tensor1d(Int32Array.from(targets), "int32"), vocabulary).toFloat(),
  }));
  // By hand, and with transposes of their own, because that is its fastest: its tape takes longer, and its wasm has no quick product
  // of a matrix that is read across.
  const step = (i) =>
    tf.tidy(() => {
      const { contexts, places, truth } = data[i % data.length];
      const e = tf.gather(theta.E, contexts).reshape([batch, context * embedding]);
      const a = tf.matMul(e, theta.W);
      const h = tf.tanh(bias ? a.add(theta.b) : a);
      const product = tf.matMul(h, theta.U);
      const yhat = tf.softmax(bias ? product.add(theta.c) : product);
      const dz = yhat.sub(truth).mul(1 / batch);
      const da = tf.matMul(dz, tf.transpose(theta.U)).mul(tf.sub(1, h.square()));
      const de = tf.matMul(da, tf.transpose(theta.W)).reshape([batch * context, embedding]);
      const gradients = {
        E: tf.scatterND(places, de, [vocabulary, embedding]),
        W: tf.matMul(tf.transpose(e), da),
        U: tf.matMul(tf.transpose(h), dz),
        ...(bias ? { b: da.sum(0), c: dz.sum(0) } : {}),
      };
      for (const [name, gradient] of Object.entries(gradients)) theta[name].assign(theta[name].sub(gradient.mul(rate)));
      // Only the truth's probability is left in each row.
      return tf.neg(tf.mean(tf.log(tf.sum(yhat.mul(truth), 1))));
    });
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
