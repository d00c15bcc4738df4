// A model as the page holds it: its few facts here, its numbers in the engine.

import { type Running, job, nextJob, nextModel, optionsOf, plain } from "./call.ts";
import type { Engine, Remote, Resident } from "./engine.ts";
import { Keeper } from "./keeper.ts";
import {
  ABORTED,
  type ModelDescription,
  type ModelState,
  type Reads,
  type Report,
  type Way,
  type Wish,
  type Written,
} from "../wire/protocol.ts";
import type { BackendState, Comparison, Reason } from "../api/index.ts";
import type {
  BackendName,
  Control,
  CorpusSource,
  CountedSplit,
  Evaluation,
  ExportSettings,
  GenerateOptions,
  Generated,
  MadeOptions,
  Model,
  ModelOptions,
  ParameterTensors,
  Clusters,
  Neighbour,
  Prediction,
  Projection,
  Progress,
  Tensor,
  Trails,
  Schedule,
  Score,
  Split,
  Trained,
  TrainedOn,
  TrainOnOptions,
  TrainOptions,
  CellEdit,
  RunHistory,
  SeekControl,
  BatchGradient,
  BatchOptions,
  CheckOptions,
  DeadUnits,
  ExplainOptions,
  Explanation,
  GradientReport,
  Lines,
  SplitExample,
  TensorView,
  Trace,
  TraceOptions,
  ViewOptions,
  WorstExample,
} from "../api/index.ts";
import type { Measure, Ngram, NgramOptions } from "../api/index.ts";
import { PageMeasure, PageNgram } from "./measure.ts";
import { GONE, causeOf, refusal, wrong } from "../wire/errors.ts";
import { historyOf } from "../wire/past.ts";
import type { Watchers } from "./watch.ts";

/** What is evaluated, as it crosses. */
function evaluatedOf(what: unknown): Split | { readonly text: string } {
  if (typeof what === "string") return what as Split;
  const { text, split } =
    typeof what === "object" && what !== null ? (what as { text?: unknown; split?: unknown }) : {};
  if (typeof text === "string") return { text };
  if (typeof split === "string") return split as Split;
  throw wrong("evaluate", what, "splitOrText", 'it must be "train", "validation", "test", or { text }');
}

/** A way through the run that its caller ended. */
function ended(): Error {
  const error = new Error("The way through the run was stopped before it was done; the run is where it was");
  error.name = ABORTED;
  return error;
}

export class PageModel implements Model, Resident {
  readonly options: Readonly<MadeOptions>;
  readonly vocabulary: readonly string[];
  readonly memory: number;
  readonly unknownTrained: boolean;
  readonly assumed: readonly string[];
  readonly assumptions: readonly Reason[];
  loaded: boolean;
  readonly measure: Measure;
  readonly #measure: PageMeasure;
  readonly #number: number;
  readonly #engine: Engine;
  readonly #watchers: Watchers;
  #backend: BackendState;
  #state: ModelState;
  /** Where it was last wished to train. */
  #wish: Wish;
  #disposed = false;
  #change = 0;
  #writers = 0;
  readonly #corpus: CorpusSource | undefined;
  /** For a restart of the engine; without a copy it is made from its options again. */
  readonly #keeper: Keeper;
  readonly #running: Running = new Set();
  /** Why it is gone, although nobody disposed of it. */
  #lost: Error | null = null;

  constructor(
    engine: Engine,
    watchers: Watchers,
    number: number,
    corpus: CorpusSource | undefined,
    made: ModelDescription,
    saved: Uint8Array | Blob | null = null,
    wish: Wish = "cpu",
    { assumed, assumptions }: Pick<Model, "assumed" | "assumptions"> = { assumed: [], assumptions: [] },
  ) {
    this.assumed = assumed;
    this.assumptions = assumptions;
    this.loaded = saved !== null;
    this.#engine = engine;
    this.#watchers = watchers;
    this.#number = number;
    this.#corpus = corpus;
    this.#keeper = new Keeper(() => this.save(), saved);
    this.options = { ...made.options, ...(corpus === undefined ? {} : { corpus }) };
    this.vocabulary = made.vocabulary;
    this.memory = made.memory;
    this.unknownTrained = made.unknownTrained;
    this.#backend = made.backend;
    this.#state = made;
    this.measure = this.#measure = new PageMeasure(engine, number, this.#running, () => this.#alive());
    this.#wish = wish;
    engine.keep(this, { call: "dispose", number });
  }

  get step(): number {
    return this.#state.step;
  }
  get lastStep(): number {
    return this.#state.lastStep;
  }
  get firstStep(): number {
    return this.#state.firstStep;
  }
  get line(): number {
    return this.#state.line;
  }
  get schedule(): Schedule | null {
    return this.#state.schedule;
  }
  get near(): boolean {
    return this.#state.near;
  }
  get backend(): BackendState {
    return this.#backend;
  }
  /** How often the page was told that it changed. */
  get change(): number {
    return this.#change;
  }
  /** Whether a call that changes it is under way. */
  get writing(): boolean {
    return this.#writers > 0;
  }
  /** By which the engine's thread knows it. */
  get number(): number {
    return this.#number;
  }
  get disposed(): boolean {
    return this.#disposed;
  }

  sentences(split: Split, range: { readonly from: number; readonly count: number }): Promise<string[][]> {
    return this.#read("sentences", split, range);
  }
  counted(split: Split): Promise<CountedSplit> {
    return this.#read("counted", split);
  }
  frequencies(): Promise<Uint32Array> {
    return this.#read("frequencies");
  }
  parameters(): Promise<ParameterTensors> {
    return this.#read("parameters");
  }
  predict(context: string | readonly string[]): Promise<Prediction> {
    return this.#read("predict", context);
  }
  score(sentence: string | readonly string[]): Promise<Score> {
    return this.#read("score", sentence);
  }
  async generate(options: GenerateOptions): Promise<Generated> {
    this.#alive();
    return this.#engine.call((api) => api.generate(this.#number, options));
  }
  project(dimensions: number): Promise<Projection> {
    return this.#read("project", dimensions);
  }
  clusters(k: number): Promise<Clusters> {
    return this.#read("clusters", k);
  }

  neighbours(token: string, k: number): Promise<Neighbour[]> {
    return this.#read("neighbours", token, k);
  }
  trails(ids: readonly number[], components: Tensor): Promise<Trails> {
    return this.#read("trails", ids, components);
  }
  save(): Promise<Uint8Array> {
    return this.#read("save");
  }
  async export(settings?: ExportSettings): Promise<Uint8Array> {
    const { exported } = await import("../../files/torch/export.ts");
    return exported(await this.save(), settings);
  }

  trace(context: string | readonly string[], target: string | number, options: TraceOptions = {}): Promise<Trace> {
    return this.#read("trace", context, target, options);
  }
  explain(tensor: string, index: readonly number[], options: ExplainOptions = {}): Promise<Explanation> {
    return this.#read("explain", tensor, index, options);
  }
  view(tensor: string, options: ViewOptions = {}): Promise<TensorView> {
    return this.#read("view", tensor, options);
  }
  async example(where: { readonly split: Split; readonly index: number }): Promise<SplitExample> {
    const { split, index } = optionsOf("example", where);
    return this.#read("example", split, index);
  }
  async dead(options?: { readonly windows?: number }): Promise<DeadUnits> {
    const { windows = 1000 } = optionsOf("dead", options);
    return this.#read("dead", windows);
  }
  async lines(token: string, options?: { readonly count?: number }): Promise<Lines> {
    const { count = 10 } = optionsOf("lines", options);
    return this.#read("lines", token, count);
  }
  batch(options: BatchOptions): Promise<BatchGradient> {
    return this.#read("batch", options);
  }

  async checkGradients(options: CheckOptions = {}): Promise<GradientReport> {
    this.#alive();
    optionsOf("checkGradients", options);
    return this.#job(
      options,
      (progress) => options.onProgress?.(progress),
      (api, number) => api.checkGradients(this.#number, number, plain(options)),
    );
  }

  async worst(what: { readonly split: Split; readonly count: number } & Control): Promise<WorstExample[]> {
    this.#alive();
    optionsOf("worst", what);
    return this.#job(
      what,
      (progress) => what.onProgress?.(progress),
      (api, number) => api.worst(this.#number, number, what.split, what.count),
    );
  }

  async evaluate(what: Split | { readonly text: string }, control?: Control): Promise<Evaluation> {
    this.#alive();
    const report = (progress: Progress): void => control?.onProgress?.(progress);
    const evaluated = evaluatedOf(what);
    return this.#job(control, report, (api, number) => api.evaluate(this.#number, number, evaluated));
  }

  async ngram(options: NgramOptions & Control): Promise<Ngram> {
    this.#alive();
    return PageNgram.count(this.#engine, this, options, this.#running);
  }

  async train(options: TrainOptions): Promise<Trained> {
    this.#alive();
    optionsOf("train", options);
    const report = (progress: Progress, state?: ModelState): void => {
      if (state !== undefined) this.#become(state);
      this.#watchers.tell((watcher) => watcher.training?.(this, progress));
      options.onProgress?.(progress);
    };
    try {
      return await this.#write(() =>
        this.#job(options, report, (api, number) => api.train(this.#number, number, plain(options))),
      );
    } finally {
      this.#watchers.tell((watcher) => watcher.training?.(this, null));
    }
  }

  async trainOn(options: TrainOnOptions): Promise<TrainedOn> {
    optionsOf("trainOn", options);
    const report = (progress: Progress, state?: ModelState): void => {
      if (state !== undefined) this.#become(state);
      options.onProgress?.(progress);
    };
    return this.#write(() =>
      this.#job(options, report, (api, number) => api.trainOn(this.#number, number, plain(options))),
    );
  }

  async setParameters(some: Partial<ParameterTensors>): Promise<void> {
    await this.#write(() => this.#engine.call((api) => api.setParameters(this.#number, some)));
  }

  seek(step: number, control?: SeekControl): Promise<void> {
    return this.#travel({ seek: step }, control);
  }
  undo(control?: SeekControl): Promise<void> {
    return this.#travel("undo", control);
  }
  visit(branch: number, control?: SeekControl): Promise<void> {
    return this.#travel({ visit: branch }, control);
  }

  async edit(
    cells: readonly CellEdit[],
    options: { readonly again?: boolean } = {},
  ): Promise<{ readonly before: number[] }> {
    const again = optionsOf("edit", options).again === true;
    return { before: await this.#write(() => this.#engine.call((api) => api.edit(this.#number, cells, again))) };
  }

  async putBack(): Promise<{ readonly edits: number }> {
    return { edits: await this.#write(() => this.#engine.call((api) => api.putBack(this.#number))) };
  }

  async branch(): Promise<Model> {
    this.#alive();
    const number = nextModel();
    const made = await this.#engine.call((api) => api.branch(this.#number, number));
    const second = new PageModel(this.#engine, this.#watchers, number, this.#corpus, made);
    second.loaded = this.loaded;
    second.#keeper.soon();
    return second;
  }

  async history(): Promise<RunHistory> {
    return historyOf(await this.#read("history"));
  }

  async setBackend(name: BackendName | "auto"): Promise<void> {
    await this.#write(() => this.#engine.call((api) => api.setBackend(this.#number, name)));
    this.#wish = name;
  }

  compare(context: string | readonly string[], target: string | number): Promise<Comparison[]> {
    this.#alive();
    return this.#engine.call((api) => api.compare(this.#number, context, target));
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine.forget(this);
    this.#keeper.end();
    // What it still does, nobody waits for any more; disposing of it would wait for that.
    for (const end of this.#running) end();
    if (this.#lost !== null) return;
    await this.#engine.call((api) => api.dispose(this.#number));
  }

  async revive(api: Remote): Promise<void> {
    const { kept } = this.#keeper;
    const made =
      kept === null
        ? await api.create(this.#number, nextJob(), { ...(this.options as ModelOptions), backend: "cpu" })
        : await api.load(this.#number, nextJob(), kept, this.#corpus, "cpu");
    await this.#measure.revive(api, nextJob());
    const from = this.step;
    this.#become(made);
    this.#watchers.tell((watcher) => watcher.restored?.(this, from));
    // Where it trained is taken up again if that can be had; the CPU always can.
    const wish = this.#wish;
    if (wish !== "cpu")
      await api.setBackend(this.#number, wish).then(
        ({ state }) => this.#become(state),
        () => undefined,
      );
  }

  lost(why: Error): void {
    this.#lost = why;
    this.#keeper.end();
    this.#watchers.tell((watcher) => watcher.lost?.(this, why));
  }

  async #travel(way: Way, control: SeekControl | undefined): Promise<void> {
    this.#alive();
    if (control?.signal?.aborted) throw ended();
    const report = (progress: Progress, state?: ModelState): void => {
      if (state !== undefined) this.#become(state);
      control?.onProgress?.({ ...progress, state: state?.near === false ? "exact" : "near" });
    };
    const arrived = await this.#write(() =>
      this.#job(control, report, (api, number) => api.travel(this.#number, number, way)),
    );
    if (!arrived) throw ended();
    control?.onProgress?.({ done: 1, total: 1, state: "exact" });
  }

  async #read<K extends keyof Reads>(name: K, ...args: Parameters<Reads[K]>): Promise<ReturnType<Reads[K]>> {
    this.#alive();
    // The channel's types know no generics: the name alone decides what comes back.
    const answer: unknown = await this.#engine.call<unknown>((api) => api.read(this.#number, name, args));
    return answer as ReturnType<Reads[K]>;
  }

  async #write<T>(call: () => Promise<Written<T>>): Promise<T> {
    this.#alive();
    this.#writers += 1;
    try {
      const { result, state } = await call();
      this.#become(state);
      return result;
    } finally {
      this.#writers -= 1;
    }
  }

  #become(state: ModelState): void {
    this.#change += 1;
    this.#state = state;
    if (state.backend !== undefined) this.#settle(state.backend);
    this.#watchers.tell((watcher) => watcher.changed?.(this));
    this.#keeper.soon();
  }

  /** Takes note of where it trains now; a card that failed is told of once. */
  #settle(backend: BackendState): void {
    const before = this.#backend.fault ?? null;
    const fault = backend.fault ?? null;
    this.#backend = backend;
    if (fault !== null && fault !== before)
      this.#watchers.tell((watcher) => watcher.moved?.(this, backend.left ?? { message: fault }));
  }

  /** A long call of this model: it ends with the model. */
  #job<T>(
    control: Pick<Control, "signal"> | undefined,
    report: Report,
    ask: (api: Remote, job: number) => Promise<T>,
  ): Promise<T> {
    return job(this.#engine, control, report, ask, this.#running);
  }

  #alive(): void {
    if (this.#lost !== null) {
      const message = `This model could not be put back after the engine had stopped: ${this.#lost.message}`;
      throw refusal("StateError", message, { code: "modelLost", facts: { why: causeOf(this.#lost) } });
    }
    if (this.#disposed)
      throw refusal("StateError", "This model was disposed of; make another with glasslm.create.", GONE);
  }
}
