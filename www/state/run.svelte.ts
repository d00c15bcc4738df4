// The training run of one model: a loop that goes on until Pause, whichever room is open. The numbers are the engine's; this only
// asks for them. Every change of a setting takes effect at once: the call under way ends with its
// finished steps and the next one goes on from there, which the engine does to the last bit.

import type { Cause, Evaluation, Model, OptimizerOptions, Stopped, Tensor, TrainOptions } from "../client/api/index.ts";
import { ENGINE_DIED } from "../client/wire/protocol.ts";
import { prepare } from "./refusal.svelte.ts";
import { bundledName } from "./address.ts";
import { count, fill, story } from "../story/index.ts";
import { openings } from "../story/predict.ts";
import { type Milestone, type Landmark, PATIENCE, bestOf, crossed, turned } from "./landmarks.ts";
import { type Pace, Pacer, nextLook, octave, sampled } from "./pace.ts";
import type { Settings } from "./settings.svelte.ts";
import type { Workspace } from "./workspace.svelte.ts";

export type { Settings } from "./settings.svelte.ts";

const words = story.app.run;

/** A row of the log of samples. */
export interface Sample {
  readonly step: number;
  readonly tokens: readonly string[];
  /** The most probable token after each of the fixed contexts. */
  readonly tops: readonly { readonly context: string; readonly token: string; readonly probability: number }[];
  /** E as it was, d x |V|; null where that is too much to keep. */
  readonly embeddings: Tensor | null;
}

/** Numbers of E that a row of the log may keep. */
const EMBEDDINGS = 200_000;

/** Whether the reader asked for no motion. */
const still = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** An evaluation and the step it was made at. */
export interface Mark {
  readonly step: number;
  readonly evaluation: Evaluation;
}

/** Steps of one call: no more than lie between two evaluations of any run that a reader waits for. */
const CALL = 50_000;
/** A paced run asks this often whether a step is due. */
const TICK_MS = 40;
/** At least this long between two sentences. */
const SENTENCE_MS = 1200;
/** An evaluation that takes longer than this is left out between the powers of two where it would take more than a fifth of the time. */
const DEAR_MS = 60;
/** Tokens that an estimate has at least: fewer would say little. */
const SAMPLE = 200;
/** So many training tokens are counted for the n-grams' lines without being asked. */
const COUNTED = 40_000;
/** Tokens of validation above which a corpus is taken to have more than `COUNTED`. */
const VALIDATION = 8_000;

export class Run {
  readonly work: Workspace;
  going = $state(false);
  stopped = $state.raw<Stopped | null>(null);
  /** Of the validation split, by step; each was measured at that very step. */
  marks = $state.raw<readonly Mark[]>([]);
  /** Where the whole split was too dear: the loss on some of its tokens, always the same ones. */
  estimates = $state.raw<readonly Mark[]>([]);
  /** Why there are none. */
  unmarked = $state.raw<unknown>(null);
  sentence = $state.raw<{ readonly step: number; readonly tokens: readonly string[] } | null>(null);
  /** What was kept at steps 0, 1, 2, 4, 8, ... */
  samples = $state.raw<readonly Sample[]>([]);
  /** Of the last second, from the engine's own steps. */
  stepsPerSecond = $state<number | null>(null);
  /** Those of the run's other branches, by their numbers. */
  others = $state.raw<Readonly<Record<number, readonly Mark[]>>>({});
  /** Losses that mean something, on the same validation tokens. */
  landmarks = $state.raw<readonly Landmark[]>([]);
  /** Why the run paused by itself. */
  milestone = $state.raw<Milestone | null>(null);
  readonly best = $derived(bestOf(this.marks));
  /** What one should know of the last call. */
  warning = $state.raw<Cause | null>(null);
  /** Whether the schedule begins again with the next step, although it is the same. */
  #anew = false;
  /** The step that the schedule as it is set has counted from; null: it begins with the next step. */
  get since(): number | null {
    const { schedule, rate, total, every, factor } = this.settings;
    const last = this.work.info.schedule;
    if (last?.schedule !== schedule || last.rate !== rate) return null;
    const same = schedule === "cosine" ? last.span === total : last.span === every && last.factor === factor;
    return same ? last.from : null;
  }
  /** The step at which the schedule's rate is 0 for good. */
  get scheduleEnd(): number {
    const { schedule, total } = this.settings;
    const from = this.#anew ? null : this.since;
    return schedule === "cosine" ? (from ?? this.work.info.step) + total : Infinity;
  }
  /** Whether the schedule's rate is 0 where the run stands. */
  get over(): boolean {
    return this.work.info.step >= this.scheduleEnd;
  }
  #pacer = new Pacer();
  #abort: AbortController | null = null;

  constructor(work: Workspace) {
    this.work = work;
  }

  get settings(): Settings {
    return this.work.store.settings.values;
  }
  /** How a gradient becomes a change, as it is set now; the rate apart. */
  get update(): OptimizerOptions {
    return this.work.store.settings.update;
  }

  get pace(): Pace {
    return this.work.store.settings.pace;
  }
  set pace(pace: Pace) {
    this.work.store.settings.pace = pace;
  }
  /** Whether a paced run pauses where something happens. */
  get pauses(): boolean {
    return this.work.store.settings.pauses;
  }
  set pauses(pauses: boolean) {
    this.work.store.settings.pauses = pauses;
  }
  /** Evaluations without a better one after which the run stops; null: it does not. */
  get patience(): number | null {
    return this.work.store.settings.patience;
  }
  set patience(patience: number | null) {
    this.work.store.settings.patience = patience;
  }

  /** The call under way. One that Pause has ended is there until it has given back its steps. */
  #call: Promise<unknown> | null = null;
  /** Counts the starts: what an older one comes back with is not of this run. */
  #starts = 0;

  /** The step that the run was told to end at. */
  #end = Infinity;

  /** Trains until `pause`, or for so many steps. */
  async start(steps: number = Infinity): Promise<void> {
    const { model } = this.work;
    if (this.going || !this.work.there) return;
    await this.#until(model, model.step + steps);
  }

  /** Trains up to a step; one that is no whole number, or lies behind, is refused with a sentence. */
  async to(step: number): Promise<void> {
    const { model } = this.work;
    if (this.going || !this.work.there) return;
    if (!Number.isSafeInteger(step) || step <= model.step) {
      const here = model.step;
      const given = (): string => (Number.isFinite(step) ? count(step) : words.noNumber);
      this.work.store.notices.say(() => fill(words.endBehind, { here: count(here), given: given() }), this);
      return;
    }
    await this.#until(model, step);
  }

  /** Goes on to the end that the run had when it paused by itself. */
  async goOn(): Promise<void> {
    const { model } = this.work;
    if (this.going || !this.work.there) return;
    await this.#until(model, this.#end > model.step ? this.#end : Infinity);
  }

  /** Begins the schedule again from where the run stands. */
  async again(): Promise<void> {
    this.#anew = true;
    await this.goOn();
  }

  async #until(model: Model, end: number): Promise<void> {
    this.milestone = null;
    this.stopped = null;
    this.warning = null;
    if (this.#sayOver()) return;
    this.going = true;
    this.#restarting = false;
    const start = ++this.#starts;
    const current = (): boolean => start === this.#starts && this.going && this.work.there;
    this.#act();
    await this.#call;
    // What ends a run that was given an end, and a schedule whose rate comes to 0.
    this.#end = end;
    this.#pacer.restart();
    let looked = performance.now();
    let [seenStep, seenAt] = [model.step, looked];
    if (current() && this.marks.every((mark) => mark.step !== model.step)) await this.#see(model);
    void this.#count(model);
    while (current()) {
      const last = Math.min(this.#end, this.scheduleEnd);
      if (model.step >= last) break;
      const due = this.#pacer.due(this.pace, model.step, performance.now(), !document.hidden, still());
      if (due <= model.step) {
        await new Promise((done) => setTimeout(done, TICK_MS));
        continue;
      }
      const look = nextLook(model.step);
      const asked = Math.min(look, due, last, model.step + CALL);
      const abort = (this.#abort = new AbortController());
      const options: TrainOptions = { ...this.#options(asked - model.step), signal: abort.signal };
      const call = (this.#call = this.work.store.ask((of) => of.train(options), this));
      const trained = await call;
      if (start !== this.#starts) return;
      if (trained === null) break;
      if (trained.losses.length > 0) this.#anew = false;
      if (trained.stopped !== null || trained.warned !== null) await prepare();
      if (trained.warned !== null) this.warning = { message: trained.warning ?? "", ...trained.warned };
      const now = performance.now();
      if (now - seenAt > 500) {
        this.stepsPerSecond = ((model.step - seenStep) * 1000) / (now - seenAt);
        [seenStep, seenAt] = [model.step, now];
      }
      // A changed setting ends a call early too; only what the engine itself could not go on from ends the run.
      if (trained.stopped !== null && !this.#restarting && this.going) {
        this.stopped = trained.stopped;
        break;
      }
      this.#restarting = false;
      if (model.step < look) continue;
      // Where it is dear it is done less often, so that it never takes much more than a fifth of the engine's time.
      const dear = this.#lookMs > DEAR_MS && 4 * this.#lookMs > now - looked && octave(model.step) !== model.step;
      if (dear && model.step < last) {
        await this.#estimate(model);
        continue;
      }
      await this.#see(model);
      looked = performance.now();
      if (current() && this.#happened(model.step)) break;
    }
    if (start !== this.#starts || !this.work.there) return;
    this.going = false;
    this.#sayOver();
    // Where a reader stops it, or a setting's refusal, the figures are of that step.
    if (model.step !== this.marks.at(-1)?.step) await this.lookOnce();
  }

  #sayOver(): boolean {
    const { over, since, scheduleEnd: end } = this;
    if (over) this.milestone = { kind: "over", from: since ?? end, end };
    return over;
  }

  /** Whether something happened that the run pauses or stops for. */
  #happened(step: number): boolean {
    const best = turned(this.marks, this.patience ?? PATIENCE);
    const paced = this.pauses && this.pace !== "flat";
    const looks = this.patience ?? PATIENCE;
    if (best !== null && (paced || this.patience !== null)) {
      this.milestone = { kind: "turned", step, best, looks };
      return true;
    }
    const landmark = paced ? crossed(this.marks, this.landmarks) : null;
    if (landmark !== null) this.milestone = { kind: "crossed", step, landmark };
    return landmark !== null;
  }

  /** The same model with the same seed, from step 0 at Doubling; false where it cannot be made again. */
  async watch(): Promise<boolean> {
    this.pause();
    const { store } = this.work;
    const { corpus, ...rest } = this.work.info.options;
    if (corpus === undefined) {
      store.notices.say(() => words.noText);
      return false;
    }
    if (!(await store.create({ ...rest, corpus }))) return false;
    // The new model's run, not this one's.
    const { run } = store.work;
    run.pace = "doubling";
    void run.start();
    return true;
  }

  pause(): void {
    this.#act();
    this.going = false;
    this.#abort?.abort();
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

  /** So many threads from the next step on; null: as many as are fastest. */
  use(threads: number | null): void {
    this.work.store.settings.threads = threads;
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
    if (!this.going || this.work.telemetry.run === null) return;
    this.#restarting = true;
    this.#abort?.abort();
  }

  /** As many steps as one look at every training example takes. */
  async epoch(): Promise<void> {
    if (this.going) return;
    const { context = 3 } = this.work.info.options;
    const counted = await this.work.store.ask((model) => model.counted("train"), this);
    if (counted === null) return;
    // One for each token and each sentence's end; a stream's first tokens are only context.
    const { sentences, tokens } = counted;
    const examples = sentences > 0 ? tokens + sentences : Math.max(1, tokens - context);
    await this.start(Math.ceil(examples / this.settings.batch));
  }

  #options(steps: number): TrainOptions {
    const { rate, batch } = this.settings;
    const { threads } = this.work.store.settings;
    return {
      steps,
      rate,
      batch,
      ...this.update,
      ...(threads === null ? {} : { threads }),
      ...(this.#anew ? { from: this.work.model.step } : {}),
    };
  }

  /** The model has gone from one branch of its run to another. */
  branched(from: number, to: number, step: number): void {
    const { [to]: kept, ...others } = this.others;
    this.others = { ...others, [from]: this.marks };
    this.marks = kept ?? this.marks.filter((mark) => mark.step <= step);
    this.estimates = this.estimates.filter((mark) => mark.step <= step);
    // What was said later was said by another branch.
    this.#said[from] = this.samples;
    this.samples = this.#said[to] ?? this.samples.filter((row) => row.step <= step);
  }

  /** The logs of the run's other branches. */
  #said: Record<number, readonly Sample[]> = {};

  /** A model that was put back knows nothing of its other branches. */
  forget(): void {
    this.others = {};
    this.#said = {};
  }

  /** Looks once, where the run stands: after it was led elsewhere. */
  async lookOnce(): Promise<void> {
    const { model } = this.work;
    if (this.going || !this.work.there) return;
    await this.#see(model);
    void this.#count(model);
  }

  #spoke = -Infinity;
  /** What an evaluation takes, and what the latest took. */
  #lookMs = 0;
  #lookedMs = 0;

  /** Evaluates and lets the model speak, both at the step where it stands: nothing trains meanwhile. */
  async #see(model: Model): Promise<void> {
    const begun = performance.now();
    await this.#mark(model);
    const took = performance.now() - begun;
    // One that waited for something else says nothing of what it costs: the cheaper of the last two does.
    this.#lookMs = Math.min(took, this.#lookedMs);
    this.#lookedMs = took;
    const keep = sampled(model.step) && this.samples.every(({ step }) => step !== model.step);
    if (!keep && this.going && begun - this.#spoke < SENTENCE_MS) return;
    this.#spoke = begun;
    await this.#speak(model);
    if (keep) await this.#keep(model);
  }

  /** A row of the log: the sentence just made, and what comes after each fixed context. */
  async #keep(model: Model): Promise<void> {
    const spoken = this.sentence;
    const step = model.step;
    try {
      const contexts = await this.#contexts(model);
      const tops: Sample["tops"][number][] = [];
      for (const context of contexts) {
        const { probabilities } = await model.predict(context);
        let top = 0;
        for (const [id, p] of probabilities.entries()) if (p > (probabilities[top] ?? 0)) top = id;
        tops.push({ context, token: model.vocabulary[top] ?? "", probability: probabilities[top] ?? 0 });
      }
      const { embedding = 32 } = model.options;
      const small = embedding * model.vocabulary.length <= EMBEDDINGS;
      const embeddings = small ? (await model.parameters()).E : null;
      if (!this.work.there || model.step !== step) return;
      const row = { step, tokens: spoken?.step === step ? spoken.tokens : [], tops, embeddings };
      this.samples = [...this.samples.filter((other) => other.step !== step), row].sort((a, b) => a.step - b.step);
    } catch {
      // The log is an extra.
    }
  }

  #fixed: { readonly model: Model; readonly contexts: readonly string[] } | null = null;

  /** Three contexts that stay the same for a run: the page's own for a bundled corpus, else how the first training lines begin. */
  async #contexts(model: Model): Promise<readonly string[]> {
    if (this.#fixed?.model === model) return this.#fixed.contexts;
    const bundled = openings[bundledName(model.options) ?? ""];
    const glue = model.options.unit === "character" ? "" : " ";
    const contexts =
      bundled ?? (await model.sentences("train", { from: 0, count: 3 })).map((tokens) => tokens.slice(0, 2).join(glue));
    this.#fixed = { model, contexts };
    return contexts;
  }

  #counted: Model | null = null;

  /** The lines of the chart: guessing, the n-grams on the same tokens, and the source where it is known. */
  async #count(model: Model): Promise<void> {
    const own = this.marks.at(-1)?.evaluation;
    if (this.#counted === model || own === undefined) return;
    this.#counted = model;
    const found: Landmark[] = [{ name: "guess", nll: Math.log(model.vocabulary.length) }];
    this.landmarks = found;
    const source = bundledName(model.options);
    try {
      if (source === "digits" || source === "switchboard") {
        const corpus = model.options.corpus;
        const size = corpus !== undefined && "name" in corpus ? (corpus.size ?? 1000) : 1000;
        const known = await model.measure.sources(source === "digits" ? 1 : size);
        found.push({ name: "source", nll: known[source].nats });
      } else if (own.tokens <= VALIDATION) {
        const training = await model.sentences("train", { from: 0, count: COUNTED / 4 });
        if (training.reduce((sum, { length }) => sum + length, 0) > COUNTED) return;
        for (const [i, name] of (["unigram", "bigram", "trigram"] as const).entries()) {
          const ngram = await model.ngram({ order: i + 1 });
          // Losses compare on the same tokens only.
          if (ngram.validation?.tokens === own.tokens) found.push({ name, nll: ngram.validation.nll });
          await ngram.dispose();
        }
      }
      if (this.work.there) this.landmarks = [...found];
    } catch {
      // The engine that counts could not be fetched: the chart does without these lines.
    }
  }

  #sample: Promise<string> | null = null;
  #estimateMs = 0;
  #estimated = -Infinity;

  /** The loss on the first validation tokens, as many as take no longer than a look may; no more than a fifth of the time. */
  async #estimate(model: Model): Promise<void> {
    const begun = performance.now();
    const own = this.marks.at(-1)?.evaluation;
    if (own === undefined || begun - this.#estimated < 4 * this.#estimateMs) return;
    this.#sample ??= sampleOf(model, Math.max(SAMPLE, Math.round((own.tokens * DEAR_MS) / this.#lookMs)));
    const { signal } = this.#looks;
    try {
      const evaluation = await model.evaluate({ text: await this.#sample }, { signal });
      this.#estimated = performance.now();
      this.#estimateMs = this.#estimated - begun;
      if (!this.work.there) return;
      const { step } = evaluation;
      this.estimates = [...this.estimates.filter((mark) => mark.step !== step), { step, evaluation }].sort(
        (a, b) => a.step - b.step,
      );
    } catch {
      // An estimate is an extra: the next whole evaluation tells.
    }
  }

  async #mark(model: Model): Promise<void> {
    if (this.unmarked !== null) return;
    const { signal } = this.#looks;
    try {
      const evaluation = await model.evaluate("validation", { signal });
      // The engine says which step it was: what the page has heard of the run may be another.
      const { step } = evaluation;
      if (!this.work.there) return;
      this.marks = [
        ...this.marks.filter((mark) => mark.step < step),
        { step, evaluation },
        ...this.marks.filter((mark) => mark.step > step),
      ];
    } catch (error) {
      // Only what the model itself cannot do is so for good: an engine that died comes back.
      const passing = signal.aborted || (error instanceof Error && error.name === ENGINE_DIED);
      if (!passing && this.work.there) this.unmarked = error;
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
      if (this.work.there) this.sentence = { step, tokens: tokens.filter((token) => token !== "</s>") };
    } catch {
      // A sentence is an extra; the room says that there is none yet.
      if (this.work.there) this.sentence = null;
    }
  }
}

/** The first validation tokens as a text that is read back to the same ones. */
async function sampleOf(model: Model, tokens: number): Promise<string> {
  const { sentences = true, unit = "word" } = model.options;
  const glue = unit === "character" ? "" : " ";
  const lines: string[] = [];
  let had = 0;
  for (const line of await model.sentences("validation", { from: 0, count: tokens })) {
    if (had >= tokens) break;
    const rest = sentences ? line : line.slice(0, tokens - had);
    lines.push(rest.join(glue));
    had += rest.length;
  }
  return lines.join(sentences ? "\n" : glue);
}
