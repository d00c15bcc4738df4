// One example of the model on the page, and where in it one is. The stage follows typing and training alike without a queue. It
// stays with the model: whoever comes back to the room finds it as it was left. No number is computed here.

import type {
  BatchGradient,
  Control,
  DeadUnits,
  Explanation,
  Fine,
  GradientName,
  GradientReport,
  OptimizerOptions,
  ParameterTensors,
  SplitExample,
  Term,
  Trace,
} from "../../client/api/index.ts";
import { short } from "../../draw/number.ts";
import type { Selection } from "../../state/address.ts";
import { Ask } from "../../state/ask.svelte.ts";
import type { Run } from "../../state/run.svelte.ts";
import type { Store } from "../../state/store.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";
import type { Flag, Network, Step, Tensors } from "../network.ts";
import { GRADIENTS } from "../plan/plan.ts";
import { count, fill } from "../../story/index.ts";
import { step as stepStory } from "../../story/step.ts";
import { special } from "../token.ts";
import { Edits } from "./edits.svelte.ts";
import { tokensOf } from "./example.ts";

/** An example whose target is chosen: the tokens before it, without padding, and itself. */
export interface Chosen {
  readonly tokens: readonly string[];
  readonly target: string;
}

/** Some examples together, as the engine sees them. */
export interface Batch {
  readonly examples: readonly SplitExample[];
  readonly result: BatchGradient;
  readonly network: Network;
}

/** An answer of the engine, whole. */
export interface Traced {
  readonly network: Network;
  readonly trace: Trace;
  /** The model's step it was made at, and what was asked. */
  readonly step: number;
  readonly rate: number;
  readonly optimizer: OptimizerOptions;
}

/** Numbers that a check of gradients compares, and windows in which dead units are looked for. */
const SAMPLES = 60;
/** The gradients that are checked one by one; with any other, all of these are, for it feeds them. */
const CHECKED = GRADIENTS as readonly GradientName[];
const WINDOWS = 1000;

/** Lines in which the first example is looked for; in a stream, tokens. */
const FIRST_LINES = 40;

/** Examples of a batch that are looked at together, at most. */
const BATCH = 64;

/** While a run goes on the stage follows it this often, and no more than a third of the time. */
const FOLLOW_MS = 120;
/** Who steps faster than this sees no wipe: it would still run when the next step comes. */
const HURRY_MS = 400;
/** Tries to get prediction and parameters of one and the same state. */
const TRIES = 4;

export class Debugger {
  readonly work: Workspace;
  readonly store: Store;
  readonly run: Run;
  /** What was done to the model here. */
  readonly edits: Edits;
  traced = $state.raw<Traced | null>(null);
  /** The numbers whose terms led to the one that is looked at. */
  trail = $state.raw<readonly Selection[]>([]);
  /** Units that never answer, as they were found in one state of the model; null once it has changed. */
  readonly dead = $derived.by<DeadUnits | null>(() =>
    this.#dead?.version === this.work.version ? this.#dead.found : null,
  );
  #dead = $state.raw<{ readonly found: DeadUnits; readonly version: number } | null>(null);
  /** The example's network, the dead units that were found in it flagged too. */
  readonly network = $derived.by<Network | undefined>(() => {
    const network = this.traced?.network;
    if (!network || !this.dead) return network;
    const dead = Array.from(this.dead.units, (unit): Flag => ({ tensor: "h", index: [unit], kind: "dead" }));
    return { ...network, flags: [...(network.flags ?? []), ...dead] };
  });
  /** Whose mean gradient is shown; null: one example is. */
  batch = $state.raw<Batch | null>(null);
  /** The step before the last one was only just taken. */
  hurried = $state(false);
  #moved = -Infinity;
  /** The last step done; -1 before the first. */
  readonly head = $derived.by(() => this.#steps.findIndex((step) => step.id === this.store.head));
  readonly #steps = $derived.by<readonly Step[]>(() => this.traced?.trace.steps ?? []);
  /** What was last chosen, token by token: an unknown word has no text that reads as it. */
  #chosen: { readonly text: string; readonly tokens: readonly string[] } | null = null;
  readonly #tracing: Ask<null, Traced>;

  constructor(work: Workspace) {
    this.work = work;
    this.store = work.store;
    this.run = work.run;
    this.edits = new Edits(work);
    this.#tracing = new Ask<null, Traced>(() => this.#trace(), {
      scope: work.signal,
      rest: (took) => (work.telemetry.run === null ? 0 : Math.max(FOLLOW_MS, 2 * took)),
      taken: (traced) => this.#take(traced),
    });
  }

  /** Why there is no answer, in the engine's words. */
  get problem(): string | null {
    return this.#tracing.problem;
  }

  get target(): string | null {
    return this.store.target;
  }
  set target(target: string | null) {
    this.store.target = target;
  }
  get fine(): boolean {
    return this.store.fine;
  }
  set fine(fine: boolean) {
    this.store.fine = fine;
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** What the engine is asked about. */
  get context(): string | readonly string[] {
    return this.#chosen?.text === this.store.context ? this.#chosen.tokens : this.store.context;
  }

  /** Goes to a step of the plan; -1: before the first. A number that the step has nothing to do with is let go. */
  go(head: number): void {
    const now = performance.now();
    this.hurried = now - this.#moved < HURRY_MS;
    // Said of the moment that is over.
    this.edits.note = "";
    this.#moved = now;
    const step = this.#steps[head];
    this.store.head = step?.id ?? null;
    const chosen = this.store.selection?.tensor;
    if (chosen === undefined) return;
    const near = [...(step?.reads ?? []), ...(step?.writes ?? [])];
    if (![chosen, `d${chosen}`, chosen.slice(1)].some((name) => near.includes(name))) this.select(null);
  }

  next(): void {
    if (this.head < this.#steps.length - 1) this.go(this.head + 1);
  }

  /** One step back; before the first, a kept update is undone: its example stands at its end again. */
  previous(): void {
    if (this.head >= 0) this.go(this.head - 1);
    else if (this.edits.canUndo) void this.undo();
  }

  /** Chooses a number. */
  select(selection: Selection | null): void {
    this.trail = [];
    this.store.selection = selection;
  }

  /** Goes to a number that another one leads to. */
  follow(to: Selection, from: Selection | null = this.store.selection): void {
    if (from !== null && from.index.length > 0) this.trail = [...this.trail, from];
    this.store.selection = to;
  }

  /** Back along the trail to its place `at`. */
  back(at: number): void {
    const to = this.trail[at];
    if (to === undefined) return;
    this.trail = this.trail.slice(0, at);
    this.store.selection = to;
  }

  /** What the engine is asked for a number once a step is done: at its update a parameter is explained by that. */
  asked(selection: Selection, step: Step | undefined): Selection {
    return this.batch === null && step?.phase === "update" && step.writes.includes(selection.tensor)
      ? { ...selection, tensor: `updated.${selection.tensor}` }
      : selection;
  }

  /** All terms of a number, as its equation runs. */
  async terms(selection: Selection): Promise<readonly Term[]> {
    return (await this.#explain(selection)).terms;
  }

  /** Into the number that has the largest part in this one. */
  async into(from: Selection): Promise<void> {
    const found = await this.store.attempt(
      () => this.#explain(from, { order: "magnitude", count: 1 }),
      () => this.work.there && this.store.selection === from,
      this,
    );
    const factor = found?.terms[0]?.factors.at(-1);
    if (factor) this.follow({ tensor: factor.tensor, index: factor.index }, from);
  }

  async #explain(
    selection: Selection,
    options: { readonly order?: "magnitude"; readonly count?: number } = {},
  ): Promise<Explanation> {
    const { model } = this.work;
    if (this.traced === null) throw new Error("there is no example yet");
    const { tensor, index } = this.asked(selection, this.#steps[this.head]);
    const { trace, rate, optimizer } = this.traced;
    return model.explain(tensor, index, {
      ...optimizer,
      rate,
      context: this.context,
      target: trace.target,
      ...options,
    });
  }

  /** A gradient of this example against finite differences. */
  check(tensor: string): Promise<GradientReport> {
    const { model } = this.work;
    if (this.traced === null) throw new Error("there is no example yet");
    const checked = CHECKED.find((name) => name === tensor);
    return model.checkGradients({
      context: this.context,
      target: this.traced.trace.target,
      ...(checked ? { tensor: checked } : {}),
      samples: SAMPLES,
      seed: 1,
    });
  }

  async lookForDead(): Promise<void> {
    const { version } = this.work;
    const found = await this.store.ask((model) => model.dead({ windows: WINDOWS }));
    if (found !== null) this.#dead = { found, version };
  }

  /** Makes the update on this example a training step like any other. */
  async keep(): Promise<void> {
    if (this.traced === null) return;
    const { context, target } = this.traced.trace;
    const { rate } = this.run.settings;
    const step = await this.edits.keep({ context, target, rate, ...this.run.update });
    if (step === null) return;
    this.go(-1);
    this.edits.note = fill(stepStory.kept, { step: count(step) });
  }

  /** The model as it was before the kept update, to the last bit. */
  async undo(): Promise<void> {
    const step = await this.edits.undo();
    if (step === null) return;
    this.go(this.#steps.length - 1);
    this.edits.note = fill(stepStory.undone, { step: count(step) });
  }

  /** Shows another example. Its target is kept until the context is typed over. */
  choose({ tokens, target }: Chosen): void {
    const text = tokensOf(tokens, this.store.info?.options.unit ?? "word");
    this.#chosen = { text, tokens: tokens.filter((token) => token !== "</s>") };
    this.store.context = text;
    this.target = target;
  }

  #nextExample = 0;
  /** Where the example that is shown comes from, in words. */
  origin = $state("");

  /** The training examples one after the other. */
  async nextTraining(): Promise<void> {
    const index = this.#nextExample;
    const example = await this.store.ask((model) => model.example({ split: "train", index }));
    if (example === null) return;
    this.#nextExample = (index + 1) % example.count;
    this.show(example, fill(stepStory.fromTraining, { index: count(index + 1), count: count(example.count) }));
  }

  /** The example of the validation split that the model predicts worst. */
  async worst(control: Control): Promise<void> {
    const found = await this.store.ask((model) =>
      model.worst({ split: "validation", count: 1, ...control }).catch((error: unknown) => {
        if (control.signal?.aborted) return [];
        throw error;
      }),
    );
    const example = found?.[0];
    if (example) this.show(example, fill(stepStory.fromWorst, { loss: short(example.loss) }));
  }

  show(example: SplitExample, origin: string): void {
    this.batch = null;
    const token = (id: number) => this.store.info?.vocabulary[id] ?? "";
    this.choose({ tokens: Array.from(example.context, token), target: token(example.target) });
    this.origin = origin;
  }

  /** The next training examples together, as many as the Train room's batch. */
  async showBatch(): Promise<void> {
    const size = Math.min(BATCH, this.run.settings.batch);
    const first = this.#nextExample;
    const made = await this.store.ask(async (model) => {
      const { count: all } = await model.example({ split: "train", index: first });
      const examples = await Promise.all(
        Array.from({ length: Math.min(size, all) }, (_, at) =>
          model.example({ split: "train", index: (first + at) % all }),
        ),
      );
      const contexts = Uint32Array.from(examples.flatMap((example) => Array.from(example.context)));
      const targets = Uint32Array.from(examples, (example) => example.target);
      const [result, parameters] = await Promise.all([model.batch({ contexts, targets }), model.parameters()]);
      const network: Network = {
        vocabulary: model.vocabulary,
        context: [],
        target: null,
        parameters,
        tensors: result.tensors,
      };
      return { examples, result, network };
    });
    if (made === null) return;
    this.batch = made;
    this.#nextExample = (first + size) % (made.examples[0]?.count ?? 1);
    this.select(null);
  }

  /** To be called when anything that the answer depends on may have changed. */
  ask(): void {
    void this.#tracing.ask(null);
  }

  #take(traced: Traced): void {
    this.traced = traced;
    // A step that this network or this mode has not: its parent, else the start.
    const id = this.store.head;
    if (id === null || traced.trace.steps.some((step) => step.id === id)) return;
    const parent = id.split(".")[0] ?? "";
    this.store.head = traced.trace.steps.some((step) => step.id === parent) ? parent : null;
  }

  #opened = false;

  /** Where nothing was typed yet: the corpus's own first words that fill a context. A model without its text shows padding. */
  async #open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    if (this.store.context.trim() !== "") return;
    const { model } = this.work;
    const n = model.options.context ?? 3;
    const lines = await model.sentences("train", { from: 0, count: FIRST_LINES }).catch(() => []);
    const tokens = model.options.sentences === false ? lines.flat() : lines.find((line) => line.length > n);
    const target = tokens?.[n];
    // Another model may have come meanwhile, with other words.
    if (!this.work.there) return;
    if (tokens !== undefined && target !== undefined && this.store.context.trim() === "")
      this.choose({ tokens: tokens.slice(0, n), target });
  }

  async #trace(): Promise<Traced> {
    const { model } = this.work;
    await this.#open();
    const context = this.context;
    const optimizer = this.run.update;
    const { rate } = this.run.settings;
    const target = this.target ?? (await this.#guess(context));
    for (let left = TRIES; ; left -= 1) {
      const step = model.step;
      const [trace, parameters] = await Promise.all([
        model.trace(context, target, { ...optimizer, rate, fine: this.fine }),
        model.parameters(),
      ]);
      // A run may have gone on between the two: what was read of E tells, number by number.
      if (left > 1 && !same(trace, parameters)) continue;
      const network: Network = {
        vocabulary: model.vocabulary,
        context: trace.context,
        target: trace.target,
        parameters,
        tensors: trace.fine ? { ...trace.tensors, ...matrices(trace.fine) } : trace.tensors,
        updated: trace.updated,
        loss: trace.loss,
        after: { yhat: trace.yhatAfter, loss: trace.lossAfter },
        flags: trace.flags,
      };
      return { network, trace, step, rate, optimizer };
    }
  }

  /** The most probable next token that a text can have. */
  async #guess(context: string | readonly string[]): Promise<number> {
    const { model } = this.work;
    const { probabilities } = await model.predict(context);
    const { unknown } = special({ options: model.options, vocabulary: model.vocabulary });
    let best = unknown === 0 ? 1 : 0;
    for (let id = 0; id < probabilities.length; id += 1) {
      if (id !== unknown && (probabilities[id] ?? 0) > (probabilities[best] ?? 0)) best = id;
    }
    return best;
  }
}

/** The fine steps' tensors, by name as all others. */
function matrices({ maximum, shifted, exponentials, sum, dyhat, jacobian, product }: Fine): Tensors {
  return { maximum, shifted, exponentials, sum, dyhat, jacobian, product };
}

/** Whether a trace was made with these parameters: e is read from E, to the last bit. */
function same(trace: Trace, { E }: ParameterTensors): boolean {
  const { e } = trace.tensors;
  const [d = 0, size = 0] = E.shape;
  return (
    e === undefined ||
    e.data.every((value, k) => value === E.data[(k % d) * size + (trace.context[Math.floor(k / d)] ?? 0)])
  );
}
