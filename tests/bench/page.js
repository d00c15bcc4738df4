// Runs in GlassLM's own page: makes a model of a size and trains it through the scripting interface, as anyone could.

/** A model over a made-up stream whose every word follows from its place. */
export async function make(glasslm, { vocabulary, context, embedding, hidden, bias }) {
  const words = Array.from({ length: vocabulary }, (_, i) => `w${i}`);
  const text = Array.from({ length: 40_000 }, (_, i) => words[((i * i) % 10_007) % vocabulary]).join(" ");
  return glasslm.create({
    corpus: { train: text, validation: "", test: "" },
    sentences: false,
    unknown: false,
    vocabulary: words,
    maximumVocabulary: Math.max(10_000, vocabulary),
    context,
    embedding,
    hidden,
    bias,
    activation: "tanh",
    backend: "cpu",
  });
}

/** The option that keeps a run to one thread; none for a revision that has no more. */
async function alone(model) {
  const said = await model.train({ steps: 1, threads: 0 }).then(String, String);
  return said.includes("1 to 64") ? { threads: 1 } : {};
}

/** Trains on one thread for about `seconds`; steps a second. Turns to the page between chunks are not counted: `seconds` is the engine's own. */
export async function sample(model, batch, seconds, guess) {
  const steps = Math.max(1, Math.round(guess * seconds));
  const trained = await model.train({ steps, batch, rate: 0.1, ...(await alone(model)) });
  if (trained.stopped !== null) throw new Error(trained.stopped.reason);
  return { stepsPerSecond: steps / trained.seconds, loss: trained.losses.at(-1) };
}

/** Batches that every library gets, the same numbers each time. */
export function batchesOf({ vocabulary, context, batch }, count = 8) {
  let state = 1;
  // Park and Miller's generator: any would do, as long as it is everywhere the same.
  const word = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % vocabulary;
  };
  return Array.from({ length: count }, () => ({
    contexts: Array.from({ length: batch * context }, word),
    targets: Array.from({ length: batch }, word),
  }));
}
