// A worker with the page's engine by itself, for cores.js.
import { expose } from "/comlink/comlink.mjs";
import initialize, { create } from "/pkg/glasslm.js";

let model, run;

/** A model over a made-up stream whose every word follows from its place. */
function session({ vocabulary, context, embedding, hidden, bias }) {
  const words = Array.from({ length: vocabulary }, (_, i) => `w${i}`);
  const text = Array.from({ length: 40_000 }, (_, i) => words[((i * i) % 10_007) % vocabulary]).join(" ");
  const work = create(
    {
      ...{ sentences: false, unknown: false, vocabulary: words, maximumVocabulary: Math.max(10_000, vocabulary) },
      ...{ context, embedding, hidden, bias, activation: "tanh", split: [1, 0, 0] },
    },
    text.length,
  );
  work.feed("whole", new TextEncoder().encode(text));
  work.seal();
  for (let more = true; more;) {
    const { done, total } = work.advance(1e8);
    more = done < total;
  }
  return work.finish();
}

expose({
  /** A run of a new model: where it begins, and on what. */
  async begin(size, options) {
    await initialize({ module_or_path: "/pkg/glasslm_bg.wasm" });
    model = session(size);
    run = model.begin("train", options);
    return { state: model.finish(model.begin("handover")), source: model.windowSource("train") };
  },
  /** Some steps of it. */
  advance(budget) {
    const began = performance.now();
    const losses = [...(model.advance(run, budget).losses ?? [])];
    return { losses, milliseconds: performance.now() - began };
  },
  end() {
    model.free();
  },
});
