// What the engine's thread answers: the only importer of the wasm. It does long work in short chunks and answers whoever asks in between.

import type { Asked, Read } from "./asked.js";
import type {
  EngineApi,
  ModelDescription,
  ModelState,
  PrimerCalls,
  Reads,
  Wish,
  Written,
} from "../client/wire/protocol.ts";
import type { Backend, CorpusSource, Trace } from "../client/api/index.ts";
import { sentence } from "../client/wire/sentence.ts";
import {
  type Session,
  type Work,
  checkText,
  corpora,
  cpu,
  create,
  default as init,
  load,
  tellStory,
  version,
} from "../../pkg/glasslm.js";
import { compiled } from "./compiled.js";
import { bring, copy } from "./copies.js";
import { change, still } from "./still.js";
import { broken, guard } from "./guard.js";
import { Feed, named } from "./feed.js";
import { Job, Jobs } from "./jobs.js";
import { hold } from "./hold.js";
import { forget, madeFrom, textOf } from "./lineage.js";
import { madeOf } from "./making.js";
import { wrong } from "../client/wire/errors.ts";
import { Models, type Resident, backendOf, choose } from "./models.js";
import { moved } from "./moved.js";
import { needSimd } from "./simd.js";
import { stateOf } from "./running.js";
import { DEFAULT_BATCH, runOf, runOn, train } from "./train.js";
import { travel } from "./travel.js";
import { turn } from "./turn.js";
import { begin, drive } from "./work.js";

/** The engine, once it is compiled. */
let module: WebAssembly.Module | null = null;
/** More than any browser has a core for. */
const MOST_THREADS = 64;
const models = new Models();
const jobs = new Jobs();

function checkThreads(threads: number | undefined): void {
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0 && threads <= MOST_THREADS))
    throw wrong("threads", threads, "whole", `it must be a whole number from 1 to ${MOST_THREADS}`, {
      from: 1,
      to: MOST_THREADS,
    });
}

/** Fetched by whoever first asks for a measurement, as the second engine is. */
const measuring = () => import("./measure.js");

/** Answered by the page's engine. */
const reads = {
  sentences: (session, split, range) => session.sentences(split, range),
  counted: (session, split) => session.counted(split),
  frequencies: (session) => session.frequencies(),
  predict: (session, context) => session.predict(context),
  history: (session) => session.history(),
} satisfies Asked<Session>;

/** What the second engine answers: fetched when it is first asked for, as that engine is. */
const explaining = () => import("./explain.js");

async function describe(resident: Resident): Promise<ModelDescription> {
  const { session } = resident;
  const vocabulary: string[] = [];
  for (let some; (some = guard(() => session.words(vocabulary.length))).length > 0; await turn())
    vocabulary.push(...some);
  return guard(() => ({
    options: session.options,
    vocabulary,
    backend: backendOf(resident),
    ...stateOf(session),
    memory: session.memory,
    unknownTrained: session.unknownTrained,
  }));
}

/** Reads a model's text in chunks, then puts the model among the others. */
async function make(
  model: number,
  job: Job,
  what: string,
  corpus: CorpusSource | undefined,
  wish: Wish,
  begin: (bytes: number) => Work,
): Promise<ModelDescription> {
  const session = await madeOf<Session>(job, what, corpus, begin);
  madeFrom(session, corpus);
  const resident = models.put(model, session);
  try {
    await choose(resident, wish);
  } catch (error) {
    // A model that was wished for where it cannot be is not made.
    models.take(model);
    if (!broken(error)) session.free();
    throw error;
  }
  return describe(resident);
}

/** The one bundled text that is no program's comes in a file of its own, before it is read for the first time. */
async function fetched(corpus: CorpusSource | undefined): Promise<void> {
  if (typeof corpus !== "object" || corpus === null || !("name" in corpus) || corpus.name !== "story") return;
  const { story } = await import("./story.js");
  tellStory(story);
}

export const api: EngineApi = {
  async start(lock, reports) {
    jobs.reports = reports;
    needSimd();
    const held = await hold(lock);
    module = await compiled(new URL("../../pkg/glasslm_bg.wasm", import.meta.url));
    await init({ module_or_path: module });
    return { version: guard(version), held };
  },

  module() {
    if (module === null) throw new Error("the engine has not started");
    return module;
  },

  ping: () => undefined,
  async backends() {
    const { adapter } = await import("./gpu/card.js");
    const card: Backend = await adapter().then(
      ({ detail }) => ({ name: "webgpu", available: true, detail }),
      (error: unknown) => ({ name: "webgpu", available: false, detail: sentence(error) }),
    );
    return [guard(cpu), card];
  },
  corpora: () => guard(corpora),
  checkText: (bytes) => guard(() => checkText(bytes)),

  survey: (number, options) => jobs.run(number, async (job) => (await import("./survey.js")).survey(job, options)),

  create: (model, number, options) =>
    jobs.run(number, async (job) => {
      await fetched(options.corpus);
      return make(model, job, "Making the model", options.corpus, options.backend ?? "cpu", (bytes) =>
        create({ ...options, corpus: named(options.corpus) }, bytes),
      );
    }),

  load: (model, number, saved, corpus, backend) =>
    jobs.run(number, async (job) => {
      await fetched(corpus);
      return make(model, job, "Loading the model", corpus, backend, (text) =>
        load(saved, corpus && named(corpus), text),
      );
    }),

  adopt: async (saved, told) => moved(await (await import("./foreign.js")).adopt(saved, told)),

  async dispose(model) {
    const resident = models.take(model);
    // A run that goes on keeps the model until its end.
    await resident?.writers.run(async () => {
      resident.place?.free();
      await forget(resident.session);
      await change(resident.session, () => guard(() => resident.session.free()));
    });
  },

  abort: (number) => jobs.abort(number),

  async read(model, name, args) {
    const { session, place, writers } = models.get(model);
    if (name in reads)
      return moved(
        guard(() => (reads as Asked<Session> as Record<string, Read<Session, typeof name>>)[name]!(session, ...args)),
      );
    if (name === "save" || name === "parameters")
      return moved(await copy(session, name)) as ReturnType<Reads[typeof name]>;
    if (name === "trails") {
      const [ids, components] = args as Parameters<Reads["trails"]>;
      // Nobody waits for its progress, and it is not ended before its end.
      const driven = () => drive(new Job(), "The trails", begin(session, "trails", { ids, components }));
      return (await writers.visit(async () => moved(await driven()))) as ReturnType<Reads[typeof name]>;
    }
    const { explain } = await explaining();
    if (name !== "trace" || place?.onCard !== true) return moved(await explain(session, writers, name, args));
    const { onCard } = await import("./gpu/compare.js");
    // The card gets the state that the example was traced at.
    return moved(
      await still(session, async () => onCard(session, (await explain(session, writers, name, args)) as Trace)),
    ) as ReturnType<Reads[typeof name]>;
  },

  async primer(name, args) {
    const { primerCalls } = await import("./primer.js");
    const call = primerCalls[name] as (...args: unknown[]) => ReturnType<PrimerCalls[typeof name]>;
    return moved(await call(...args));
  },

  evaluate: (model, number, what) =>
    jobs.run(number, (job) => {
      const { session, writers } = models.get(model);
      return writers.visit(() => {
        if (typeof what === "string")
          return drive(job, "The evaluation", begin(session, "evaluate", what), undefined, async (part, spent) =>
            (await import("./crew/evaluate.js").catch(() => null))?.together(session, job, what, part, spent),
          );
        const feed = new Feed(what);
        return drive(job, "The evaluation", begin(session, "evaluateText", feed.length), feed);
      });
    }),

  checkGradients: (model, number, options) =>
    jobs.run(number, async (job) => (await explaining()).checkGradients(models.get(model), job, options)),

  worst: (model, number, split, count) =>
    jobs.run(number, async (job) => (await explaining()).worst(models.get(model), job, split, count)),

  generate(model, options) {
    const { session, writers } = models.get(model);
    // Nobody waits for its progress, and it is not ended before its end.
    return writers.visit(async () => moved(await drive(new Job(), "The words", begin(session, "generate", options))));
  },

  setParameters: (model, some) => write(model, (session) => bring(session, "setParameters", some)),

  setBackend(model, wish) {
    const resident = models.get(model);
    return resident.writers.run(async () => {
      await choose(resident, wish);
      return { result: null, state: now(resident) };
    });
  },

  compare(model, context, target) {
    const { session, writers } = models.get(model);
    return writers.visit(async () => {
      const { compare } = await import("./gpu/compare.js");
      return moved(await compare(session, context, target));
    });
  },

  crossing: (number) =>
    jobs.run(number, async (job) => {
      const { crossing } = await import("./gpu/crossing.js");
      return crossing(job);
    }),

  train: (model, number, { threads, ...options }) =>
    jobs.run(number, (job) => {
      const resident = models.get(model);
      checkThreads(threads);
      const { session, writers } = resident;
      const pause = (): Promise<void> => writers.welcome();
      return writers.host(async () => {
        await resident.place?.ready(options.batch ?? DEFAULT_BATCH);
        const result =
          resident.place?.onCard === true
            ? await (await import("./gpu/train.js")).trainOnCard(session, resident.place, job, options, pause)
            : await train(resident, job, runOf(session, options), pause, options, threads);
        return moved({ result, state: now(resident) });
      });
    }),

  trainOn: (model, number, { threads, ...options }) =>
    jobs.run(number, (job) => {
      const resident = models.get(model);
      checkThreads(threads);
      const { session, place, writers } = resident;
      return writers.host(async () => {
        const done =
          place?.onCard === true
            ? await (await import("./gpu/train.js")).trainOnCardOn(session, place, job, options)
            : null;
        if (done !== null) return moved({ result: done, state: now(resident) });
        try {
          const run = runOn(session, options);
          const trained = await train(resident, job, run, () => writers.welcome(), options, threads);
          const { losses, stopped, warning, warned } = trained;
          return moved({ result: { losses, stopped, warning, warned }, state: now(resident) });
        } finally {
          place?.changed();
        }
      });
    }),

  travel: (model, number, way) => jobs.run(number, (job) => write(model, (session) => travel(session, job, way))),

  edit: (model, cells, again) => write(model, (session) => guard(() => session.edit(cells, again))),

  putBack: (model) => write(model, (session) => guard(() => session.putBack())),

  branch(model, number) {
    const { session, writers } = models.get(model);
    return writers.visit(async () => {
      const second = guard(() => session.branch());
      madeFrom(second, textOf(session));
      return describe(models.put(number, second));
    });
  },

  ask: async (model, question) => (await measuring()).ask(models, model, question),

  task: (model, number, task) => jobs.run(number, async (job) => (await measuring()).task(models, job, model, task)),

  ngram: (model, ngram, number, options) =>
    jobs.run(number, async (job) => (await measuring()).count(models, job, model, ngram, options)),

  readNgram: async (ngram, name, words) => (await measuring()).readNgram(ngram, name, words),

  disposeNgram: async (ngram) => (await measuring()).disposeNgram(ngram),

  arpa: async (ngram, first) => (await measuring()).arpa(ngram, first),

  async keeping(name, args) {
    const { keepCalls } = await import("./keep.js");
    const call = keepCalls(models)[name] as (...args: unknown[]) => Promise<unknown>;
    return call(...args);
  },
};

/** A change by other hands than the card's: what the card has is out of date after it. */
function write<T>(model: number, by: (session: Session) => T | Promise<T>): Promise<Written<T>> {
  const resident = models.get(model);
  return resident.writers.run(async () => {
    const result = await change(resident.session, () => by(resident.session));
    resident.place?.changed();
    return { result, state: now(resident) };
  });
}

function now(resident: Resident): ModelState {
  return stateOf(resident.session, backendOf(resident));
}
