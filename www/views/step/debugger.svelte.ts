// The Step room's state: an example, the engine's answer for it, where in it one is, and what was done to the model here. It stays
// with the model: whoever comes back to the room finds it as it was left.

import type { Explanation, GradientName, GradientReport, Term } from "../../client/api/index.ts";
import type { Selection } from "../../state/address.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";
import { count, fill } from "../../story/index.ts";
import { step as say } from "../../story/step.ts";
import type { Step } from "../network.ts";
import { GRADIENTS } from "../plan/plan.ts";
import { Edits } from "./edits.svelte.ts";
import { Example } from "./example.svelte.ts";
import { Tracer } from "./tracer.svelte.ts";
import { Walk } from "./walk.svelte.ts";

/** Numbers that a check of gradients compares. */
const SAMPLES = 60;
/** The gradients that are checked one by one; with any other, all of these are, for it feeds them. */
const CHECKED = GRADIENTS as readonly GradientName[];

export class Debugger {
  readonly work: Workspace;
  readonly example: Example;
  readonly tracer: Tracer;
  readonly walk: Walk;
  readonly edits: Edits;

  constructor(work: Workspace) {
    this.work = work;
    this.example = new Example(work);
    this.tracer = new Tracer(work, this.example);
    this.walk = new Walk(work.store, this.tracer);
    this.edits = new Edits(work);
  }

  /** Goes to a step of the plan; -1: before the first. */
  go(head: number): void {
    // Said of the moment that is over.
    this.edits.note = null;
    this.walk.go(head);
  }

  next(): void {
    const { head } = this.walk;
    if (head < this.tracer.steps.length - 1) this.go(head + 1);
  }

  /** One step back; before the first, a kept update is undone: its example stands at its end again. */
  previous(): void {
    const { head } = this.walk;
    if (head >= 0) this.go(head - 1);
    else if (this.edits.canUndo) void this.undo();
  }

  /** What the engine is asked for a number once a step is done: at its update a parameter is explained by that. */
  asked(selection: Selection, step: Step | undefined): Selection {
    return this.example.batch === null && step?.phase === "update" && step.writes.includes(selection.tensor)
      ? { ...selection, tensor: `updated.${selection.tensor}` }
      : selection;
  }

  /** All terms of a number, as its equation runs. */
  async terms(selection: Selection): Promise<readonly Term[]> {
    return (await this.#explain(selection)).terms;
  }

  /** Into the number that has the largest part in this one. */
  async into(from: Selection): Promise<void> {
    const { store } = this.work;
    const found = await store.attempt(
      () => this.#explain(from, { order: "magnitude", count: 1 }),
      () => this.work.there && store.selection === from,
      this,
    );
    const factor = found?.terms[0]?.factors.at(-1);
    if (factor) this.walk.follow({ tensor: factor.tensor, index: factor.index }, from);
  }

  async #explain(
    selection: Selection,
    options: { readonly order?: "magnitude"; readonly count?: number } = {},
  ): Promise<Explanation> {
    const { tensor, index } = this.asked(selection, this.walk.step);
    const { trace, rate, optimizer } = this.tracer.known;
    return this.work.model.explain(tensor, index, {
      ...optimizer,
      rate,
      context: this.example.context,
      target: trace.target,
      ...options,
    });
  }

  /** A gradient of this example against finite differences. */
  async check(tensor: string): Promise<GradientReport> {
    const checked = CHECKED.find((name) => name === tensor);
    return this.work.model.checkGradients({
      context: this.example.context,
      target: this.tracer.known.trace.target,
      ...(checked ? { tensor: checked } : {}),
      samples: SAMPLES,
      seed: 1,
    });
  }

  async showBatch(): Promise<void> {
    if (await this.example.showBatch()) this.walk.select(null);
  }

  /** Makes the update on this example a training step like any other. */
  async keep(): Promise<void> {
    const { traced } = this.tracer;
    if (traced === null) return;
    const { context, target } = traced.trace;
    const { run } = this.work;
    const step = await this.edits.keep({ context, target, rate: run.settings.rate, ...run.update });
    if (step === null) return;
    this.go(-1);
    this.edits.note = () => fill(say.kept, { step: count(step) });
  }

  /** The model as it was before the kept update, to the last bit. */
  async undo(): Promise<void> {
    const step = await this.edits.undo();
    if (step === null) return;
    this.go(this.tracer.steps.length - 1);
    this.edits.note = () => fill(say.undone, { step: count(step) });
  }
}
