// `globalThis.glasslm`: made once for the page, used by its own views and by scripts alike.

import { Engine } from "./engine.ts";
import { job, nextModel, optionsOf, plain } from "./call.ts";
import { PageModel } from "./model.ts";
import type { Crossing } from "../api/index.ts";
import type {
  Backend,
  BundledCorpus,
  Control,
  GlassLM,
  LoadOptions,
  Model,
  ModelOptions,
  Progress,
  TextReport,
} from "../api/index.ts";
import { PagePrimer } from "./primer.ts";
import { GONE, refusal, wrong } from "../wire/errors.ts";
import { Reader } from "./reader.ts";
import { Storage } from "./storage.ts";
import { type Watcher, Watchers } from "./watch.ts";

/** The scripting interface, and a way to follow what is done through it. */
export interface Client {
  readonly glasslm: GlassLM;
  /** What answers in the frame of a key. */
  readonly reader: Reader;
  /** The models that the browser keeps. */
  readonly storage: Storage;
  /** Resolves when the engine is up. */
  readonly up: Promise<void>;
  /** Called once, when the page has put its first model there or could not: scripts that await `ready` wait for it. */
  opened(): void;
  /** Starts the engine once more after it could not be started again. */
  again(): void;
  /** Awaited before a refusal goes to whoever asked. */
  beforeRefusal(prepare: () => Promise<void>): void;
  /** Returns what ends the watching. */
  watch(watcher: Watcher): () => void;
}

/** Starts the engine. Returns at once; `glasslm.ready` says when it is up and the page has put its first model there. */
export function connect(): Client {
  const watchers = new Watchers();
  const engine = new Engine({
    restarted: (why) => watchers.tell((watcher) => watcher.restarted?.(why)),
    failed: (why) => watchers.tell((watcher) => watcher.failed?.(why)),
    busy: (busy) => watchers.tell((watcher) => watcher.busy?.(busy)),
  });
  let opened: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const glasslm = Object.freeze(new PageGlassLM(engine, watchers, opening));
  return {
    glasslm,
    reader: new Reader(engine),
    storage: new Storage(engine),
    up: engine.ready,
    opened,
    again: () => engine.again(),
    beforeRefusal: (prepare) => {
      engine.beforeRefusal = prepare;
    },
    watch: (watcher: Watcher) => watchers.add(watcher),
  };
}

class PageGlassLM implements GlassLM {
  readonly ready: Promise<void>;
  readonly primer: PagePrimer;
  readonly #engine: Engine;
  readonly #watchers: Watchers;
  #shown: Model | null = null;

  constructor(engine: Engine, watchers: Watchers, opening: Promise<void>) {
    this.#engine = engine;
    this.#watchers = watchers;
    this.ready = engine.ready.then(() => opening);
    // Whoever awaits it hears of a failure; nobody has to.
    this.ready.catch(() => undefined);
    this.primer = new PagePrimer(engine);
  }

  get version(): string {
    return this.#engine.version;
  }

  get model(): Model {
    if (this.#shown === null)
      throw refusal(
        "StateError",
        "There is no model on the page yet; wait for glasslm.ready, or make one with glasslm.create.",
        { code: "noModel", facts: {} },
      );
    return this.#shown;
  }

  backends(): Promise<Backend[]> {
    return this.#engine.call((api) => api.backends());
  }
  corpora(): Promise<BundledCorpus[]> {
    return this.#engine.call((api) => api.corpora());
  }
  checkText(bytes: number): Promise<void> {
    return this.#engine.call((api) => api.checkText(bytes));
  }

  crossing(control?: Control): Promise<Crossing[]> {
    return job(this.#engine, control, reporter(control), (api, id) => api.crossing(id));
  }

  async show(model: Model): Promise<void> {
    if (!(model instanceof PageModel))
      throw wrong("show", model, "madeModel", "it must be a model that glasslm.create or glasslm.load made");
    if (model.disposed)
      throw refusal("StateError", "show takes a model that is still there; this one was disposed of", GONE);
    this.#engine.prefer(model);
    this.#shown = model;
    this.#watchers.tell((watcher) => watcher.shown?.(model));
  }

  survey(options: ModelOptions, control?: Control): Promise<TextReport> {
    return job(this.#engine, control, reporter(control), (api, id) => api.survey(id, plain(options)));
  }

  async create(options: ModelOptions, control?: Control): Promise<Model> {
    optionsOf("create", options);
    const number = nextModel();
    const made = await job(this.#engine, control, reporter(control), (api, id) =>
      api.create(number, id, plain(options)),
    );
    return new PageModel(this.#engine, this.#watchers, number, options.corpus, made, null, options.backend);
  }

  async load(saved: Uint8Array | Blob, options: LoadOptions = {}): Promise<Model> {
    if (!(saved instanceof Uint8Array || saved instanceof Blob))
      throw wrong(
        "load",
        saved,
        "modelBytes",
        "it must be a Uint8Array with a saved model's bytes, as model.save() gives them, or a Blob of them",
      );
    optionsOf("load", options);
    const { corpus, backend, ...told } = plain(options);
    const foreign = Object.values(told).some((value) => value !== undefined);
    const { bytes, ...adopted } = foreign
      ? await this.#engine.call((api) => api.adopt(saved, told))
      : { bytes: saved, assumed: [], assumptions: [] };
    const number = nextModel();
    const made = await job(this.#engine, options, reporter(options), (api, id) =>
      api.load(number, id, bytes, corpus, backend ?? "cpu"),
    );
    // The caller may write in an array later; a Blob stays what it is.
    const kept = bytes instanceof Blob ? bytes : bytes.slice();
    return new PageModel(this.#engine, this.#watchers, number, corpus, made, kept, backend, adopted);
  }
}

function reporter(control: Control | undefined): (progress: Progress) => void {
  return (progress) => control?.onProgress?.(progress);
}
