// The page's training run: what the Train room sets, and a loop that goes on until Pause, whichever room is open. The numbers are the
// engine's; this only asks for them. Every change of a setting takes effect at once: the call under way ends with its
// finished steps and the next one goes on from there, which the engine does to the last bit.

import { createContext } from "svelte";
import type { Evaluation, Model, OptimizerOptions, Stopped, TrainOptions } from "../client/api/index.ts";
import { sentence } from "../client/wire/sentence.ts";
import { bundledName } from "./address.js";
import type { Store } from "./store.svelte.js";

export interface Settings {
  rate: number;
  batch: number;
  optimizer: "sgd" | "momentum" | "adamw";
  momentum: number;
  weightDecay: number;
  /** Null: no limit. */
  clip: number | null;
  schedule: "constant" | "cosine" | "step";
  total: number;
  every: number;
  factor: number;
}

/** An evaluation and the step it was made at. */
export interface Mark {
  readonly step: number;
  readonly evaluation: Evaluation;
}

/** Steps of one call: far more than a reader waits for, few enough for its list of losses. */
const CALL = 50_000;
/** At least this long between two looks at the validation split or two sentences. */
const LOOK_MS = 700;
const SENTENCE_MS = 2500;

/** What an own text begins with: the interface's defaults. */
const PLAIN = { rate: 0.1, batch: 32 } as const;

export class Run {
  readonly store: Store;
  settings = $state<Settings>({
    ...PLAIN,
    optimizer: "sgd",
    momentum: 0.9,
    weightDecay: 0,
    clip: null,
    schedule: "constant",
    total: 5000,
    every: 1000,
    factor: 0.1,
  });
  going = $state(false);
  stopped = $state.raw<Stopped | null>(null);
  /** Of the validation split, in the order they were made. */
  marks = $state.raw<readonly Mark[]>([]);
  /** Why there are none. */
  unmarked = $state<string | null>(null);
  sentence = $state.raw<{ readonly step: number; readonly tokens: readonly string[] } | null>(null);
  /** Of the last second, from the engine's own steps. */
  examplesPerSecond = $state<number | null>(null);
  #model: Model | null = null;
  #looking = false;

  constructor(store: Store) {
    this.store = store;
  }

  /** Forgets what was seen of another model. To be called when the page's model may have changed. */
  follow(model: Model | null): void {
    if (model === this.#model) return;
    this.#model = model;
    this.going = false;
    this.stopped = null;
    this.marks = [];
    this.unmarked = null;
    this.sentence = null;
    this.examplesPerSecond = null;
    void this.#suit(model && bundledName(model.options));
  }

  #suited: string | null = null;

  /** A bundled corpus brings its own rate and batch, once: what the reader then sets stays until there is another corpus. */
  async #suit(name: string | null): Promise<void> {
    if (name === this.#suited) return;
    this.#suited = name;
    const training =
      name === null ? PLAIN : (await this.store.glasslm.corpora()).find((corpus) => corpus.name === name)?.training;
    if (training === undefined || this.#suited !== name) return;
    this.settings.rate = training.rate;
    this.settings.batch = training.batch;
  }

  /** The call under way. One that Pause has ended is there until it has given back its steps. */
  #call: Promise<unknown> | null = null;
  /** Counts the starts: what an older one comes back with is not of this run. */
  #starts = 0;

  /** Trains until `pause`, or for so many steps. */
  async start(steps: number = Infinity): Promise<void> {
    const model = this.store.model;
    if (this.going || model === null) return;
    this.going = true;
    this.stopped = null;
    this.#restarting = false;
    const start = ++this.#starts;
    this.#act();
    await this.#call;
    const end = model.step + steps;
    while (start === this.#starts && this.going && this.store.model === model && model.step < end) {
      const call = (this.#call = this.store.train(this.#options(Math.min(CALL, end - model.step))));
      // The first steps are asked for before a look.
      void this.#look(model);
      const trained = await call;
      if (start !== this.#starts) return;
      if (trained === null) break;
      if (trained.seconds > 0.2) this.examplesPerSecond = trained.examplesPerSecond;
      // A changed setting ends a call early too; only what the engine itself could not go on from ends the run.
      if (trained.stopped !== null && !this.#restarting && this.going) {
        this.stopped = trained.stopped;
        break;
      }
      this.#restarting = false;
    }
    if (start === this.#starts && this.store.model === model) this.going = false;
  }

  pause(): void {
    this.#act();
    this.going = false;
    this.store.stop();
  }

  #looks = new AbortController();

  /** Whoever acts does not wait for a look, which may take a large model's second: it ends, and comes again. */
  #act(): void {
    this.#looks.abort();
    this.#looks = new AbortController();
  }

  #restarting = false;

  /** Changes a setting; a run goes on with it from the next step. */
  set<Key extends keyof Settings>(key: Key, value: Settings[Key]): void {
    this.settings[key] = value;
    this.#restart();
  }

  /** Changes the model between two calls of the run, which then goes on. */
  between<T>(change: () => Promise<T>): Promise<T> {
    // It waits for its turn behind the call under way, before the next one.
    const changed = change();
    this.#restart();
    return changed;
  }

  #restart(): void {
    this.#act();
    if (!this.going || this.store.run === null) return;
    this.#restarting = true;
    this.store.stop();
  }

  /** As many steps as one look at every training example takes. */
  async epoch(): Promise<void> {
    const examples = await this.store.ask((model) => model.evaluate("train"));
    if (examples !== null) await this.start(Math.ceil(examples.tokens / this.settings.batch));
  }

  #options(steps: number): Omit<TrainOptions, "signal" | "onProgress"> {
    const { rate, batch } = this.settings;
    return { steps, rate, batch, ...this.update };
  }

  /** How a gradient becomes a change, as it is set now; the rate apart. */
  get update(): OptimizerOptions {
    const { clip, schedule, total, every, factor, optimizer, momentum, weightDecay } = this.settings;
    return {
      optimizer,
      schedule,
      weightDecay,
      ...(optimizer === "momentum" ? { momentum } : {}),
      ...(clip === null ? {} : { clip }),
      ...(schedule === "cosine" ? { total } : {}),
      ...(schedule === "step" ? { every, factor } : {}),
    };
  }

  /** Looks once, where the run stands: after it was led elsewhere. */
  async lookOnce(): Promise<void> {
    const { model } = this.store;
    if (this.going || this.#looking || model === null) return;
    await this.#mark(model);
    await this.#speak(model);
  }

  /** Looks at the validation split and lets the model speak, while the run goes on and once when it ends. */
  async #look(model: Model): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    let spoke = -Infinity;
    let [seenStep, seenAt] = [model.step, performance.now()];
    for (let last = false; !last && this.store.model === model;) {
      last = !this.going;
      const begun = performance.now();
      const now = model.step;
      if (begun - seenAt > 400) {
        this.examplesPerSecond = ((now - seenStep) * this.settings.batch * 1000) / (begun - seenAt);
        [seenStep, seenAt] = [now, begun];
      }
      await this.#mark(model);
      if (last || begun - spoke > SENTENCE_MS) {
        await this.#speak(model);
        spoke = begun;
      }
      // Where looking is slow it is done less often, so that it never takes more than about a fifth of the engine's time.
      const rest = Math.max(LOOK_MS, 4 * (performance.now() - begun));
      for (let waited = 0; this.going && waited < rest; waited += 50) await new Promise((done) => setTimeout(done, 50));
    }
    this.#looking = false;
    // A run that began while the last look of the one before was under way still wants one.
    if (this.going && this.store.model !== null) void this.#look(this.store.model);
  }

  async #mark(model: Model): Promise<void> {
    if (this.unmarked !== null) return;
    const { signal } = this.#looks;
    try {
      const evaluation = await model.evaluate("validation", { signal });
      const step = model.step;
      if (this.store.model !== model) return;
      const kept = this.marks.length < 2000 ? this.marks : this.marks.filter((_, i) => i % 2 === 0);
      this.marks = [
        ...kept.filter((mark) => mark.step < step),
        { step, evaluation },
        ...kept.filter((mark) => mark.step > step),
      ];
    } catch (error) {
      if (!signal.aborted) this.unmarked = sentence(error);
    }
  }

  async #speak(model: Model): Promise<void> {
    try {
      const { sentences = true, unit = "word", context = 3 } = model.options;
      // A stream has no beginning of its own: it goes on from its first training tokens.
      const prompt = sentences
        ? []
        : ((await model.sentences("train", { from: 0, count: 1 }))[0] ?? []).slice(0, context);
      const step = model.step;
      const { tokens } = await model.generate({ prompt, length: unit === "word" ? 30 : 120, seed: step });
      if (this.store.model === model) this.sentence = { step, tokens: tokens.filter((token) => token !== "</s>") };
    } catch {
      // A sentence is an extra; the room says that there is none yet.
      if (this.store.model === model) this.sentence = null;
    }
  }
}

/** Every component under the one that called `setRun` gets the run from `useRun`. */
export const [useRun, setRun] = createContext<Run>();
