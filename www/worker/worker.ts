// The engine's thread: the only importer of the wasm. It does long work in short chunks and answers whoever asks in between.

import { expose } from "comlink";
import type { EngineApi, ModelDescription, PrimerCalls, Reads } from "../client/protocol.js";
import type { CorpusSource } from "../client/types.js";
import { Creation, type Session, backends, corpora, default as init, version } from "../../pkg/glasslm.js";
import { broken, guard } from "./guard.js";
import { Feed, named } from "./feed.js";
import { Job, Jobs } from "./jobs.js";
import { measures } from "./measure.js";
import { Models } from "./models.js";
import { moved } from "./moved.js";
import { primerCalls } from "./primer.js";
import { needSimd } from "./simd.js";
import { stateOf, train } from "./train.js";
import { travel } from "./travel.js";
import { work } from "./work.js";

/** Bytes of text that a creation reads at the least before it looks up. */
const TEXT_GRAIN = 4096;
/** Tokens that an evaluation scores at the least before it looks up: one batch. */
const TOKEN_GRAIN = 64;

const models = new Models();
const jobs = new Jobs();
const { disposeNgramsOf, ...measuring } = measures(models, jobs);

const reads: { readonly [K in keyof Reads]: (session: Session, ...args: Parameters<Reads[K]>) => ReturnType<Reads[K]> } = {
  sentences: (session, split, range) => session.sentences(split, range.from, range.count),
  parameters: (session) => session.parameters(),
  predict: (session, context) => session.predict(context),
  score: (session, sentence) => session.score(sentence),
  save: (session) => session.save(),
  project: (session, dimensions) => session.project(dimensions),
  neighbours: (session, token, k) => session.neighbours(token, k),
  trace: (session, context, target, options) => session.trace(context, target, options),
  explain: (session, tensor, index, options) => session.explain(tensor, index, options),
  history: (session) => session.history(),
  view: (session, tensor, options) => session.view(tensor, options),
  export: (session, options) => session.exportText(options),
  example: (session, split, index) => session.example(split, index),
  dead: (session, windows) => session.dead(windows),
  lines: (session, token, count) => session.lines(token, count),
  batch: (session, { contexts, targets, ...options }) => session.batch(contexts, targets, options),
};

function describe(session: Session): ModelDescription {
  return {
    options: session.options,
    vocabulary: session.vocabulary,
    backend: session.backend,
    ...stateOf(session),
    memory: session.memory,
    unknownTrained: session.unknownTrained,
  };
}

/** Reads a model's text in chunks, then puts the model among the others. */
async function make(
  model: number, job: Job, what: string, corpus: CorpusSource | undefined, begin: () => Creation,
): Promise<ModelDescription> {
  const making = guard(begin);
  try {
    const feed = new Feed(corpus);
    guard(() => making.expect(feed.length));
    await work(job, what, TEXT_GRAIN, (budget) => {
      if (!feed.push(budget, (part, text) => making.push(part, text))) making.seal();
      return making.advance(budget);
    });
  } catch (error) {
    // After a fault of the engine there is nothing left to free.
    if (!broken(error)) making.free();
    throw error;
  }
  const session = guard(() => making.finish());
  models.put(model, session);
  return guard(() => describe(session));
}

const api: EngineApi = {
  async start() {
    needSimd();
    await init({ module_or_path: new URL("../../pkg/glasslm_bg.wasm", import.meta.url) });
    return { version: guard(version) };
  },

  ping: () => undefined,
  backends: () => guard(backends),
  corpora: () => guard(corpora),

  create: (model, number, options, report) =>
    jobs.run(number, report, (job) => make(model, job, "Making the model", options.corpus, () => new Creation({ ...options, corpus: named(options.corpus) }))),

  load: (model, number, bytes, corpus, report) =>
    jobs.run(number, report, (job) => make(model, job, "Loading the model", corpus, () => Creation.load(bytes, corpus && named(corpus)))),

  async dispose(model) {
    const resident = models.take(model);
    disposeNgramsOf(model);
    // A run that goes on keeps the model until its end.
    await resident?.writers.run(() => guard(() => resident.session.free()));
  },

  abort: (number) => jobs.abort(number),

  read(model, name, args) {
    const { session } = models.get(model);
    // Each name has its own arguments; the page's side of the channel pairs them.
    const read = reads[name] as (session: Session, ...args: unknown[]) => ReturnType<Reads[typeof name]>;
    return moved(guard(() => read(session, ...args)));
  },

  primer(name, args) {
    const call = primerCalls[name] as (...args: unknown[]) => ReturnType<PrimerCalls[typeof name]>;
    return moved(guard(() => call(...args)));
  },

  evaluate: (model, number, what, report) =>
    jobs.run(number, report, (job) => {
      const { session, writers } = models.get(model);
      return writers.visit(async () => {
        guard(() => session.beginEvaluate(what));
        await work(job, "The evaluation", TOKEN_GRAIN, (budget) => session.evaluateChunk(budget));
        return guard(() => session.endEvaluate());
      });
    }),

  checkGradients: (model, number, options, report) =>
    jobs.run(number, report, async (job) => {
      // The check is a copy of the moment: whatever trains meanwhile does not touch it.
      const check = guard(() => models.get(model).session.checkGradients(options));
      try {
        await work(job, "The check", 1, (budget) => check.advance(budget));
        return guard(() => check.report());
      } finally {
        guard(() => check.free());
      }
    }),

  worst: (model, number, split, count, report) =>
    jobs.run(number, report, (job) => {
      const { session, writers } = models.get(model);
      return writers.visit(async () => {
        guard(() => session.beginWorst(split, count));
        await work(job, "The search", TOKEN_GRAIN, (budget) => session.worstChunk(budget));
        return moved(guard(() => session.endWorst()));
      });
    }),
  generate(model, options) {
    const { session, writers } = models.get(model);
    return writers.visit(async () => {
      guard(() => session.beginGenerate(options));
      // Nobody waits for its progress, and it is not ended before its end.
      await work(new Job(() => undefined), "The words", 1, (budget) => session.generateChunk(budget));
      return moved(guard(() => session.endGenerate()));
    });
  },

  setParameters(model, some) {
    const { session, writers } = models.get(model);
    return writers.run(() => {
      guard(() => session.setParameters(some));
      return { result: null, state: stateOf(session) };
    });
  },

  train: (model, number, options, report) =>
    jobs.run(number, report, (job) => {
      const { session, writers } = models.get(model);
      return writers.host(async () => {
        const result = await train(session, job, options, () => writers.welcome());
        return moved({ result, state: stateOf(session) });
      });
    }),

  trainOn(model, { contexts, targets, ...options }) {
    const { session, writers } = models.get(model);
    return writers.run(() => {
      const result = guard(() => session.trainOn(contexts, targets, options));
      return moved({ result, state: stateOf(session) });
    });
  },

  travel: (model, number, way, report) =>
    jobs.run(number, report, (job) => {
      const { session, writers } = models.get(model);
      return writers.run(async () => ({ result: await travel(session, job, way), state: stateOf(session) }));
    }),

  edit(model, cells, again) {
    const { session, writers } = models.get(model);
    return writers.run(() => ({ result: guard(() => session.edit(cells, again)), state: stateOf(session) }));
  },

  putBack(model) {
    const { session, writers } = models.get(model);
    return writers.run(() => ({ result: guard(() => session.putBack()), state: stateOf(session) }));
  },

  branch(model, number) {
    const { session, writers } = models.get(model);
    return writers.visit(async () => {
      const second = guard(() => session.branch());
      models.put(number, second);
      return guard(() => describe(second));
    });
  },
  ...measuring,
};

expose(api);
