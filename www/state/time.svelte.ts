// The page's time machine: where in the run its model stands, the way to another step, and the old futures. The engine goes
// the way; this asks for the newest goal only, and keeps what the page alone has seen: the curves of each course of the run.

import { createContext } from "svelte";
import type { Model, RunHistory, SeekControl } from "../client/api/index.ts";
import { Pacer, nextLook } from "./pace.js";
import type { Mark, Run } from "./run.svelte.js";
import type { Store } from "./store.svelte.js";
import type { Curve } from "./telemetry.js";

/** What was seen of another course of the run. */
export interface Ghost {
  readonly line: number;
  /** The step at which it parts from the run. */
  readonly from: number;
  readonly curve: Curve | null;
  readonly marks: readonly Mark[];
}

/** A way that takes longer than this is given up for a newer goal; a shorter one is let arrive, so that no view jumps back in between. */
const PATIENCE_MS = 150;
/** At least this long between two looks at the history while the run goes on. */
const LOOK_MS = 1000;

export class Time {
  readonly store: Store;
  readonly run: Run;
  known = $state.raw<RunHistory | null>(null);
  /** Where the slider was put, until the run stands there. */
  goal = $state<number | null>(null);
  /** How much of the way is gone, 0 to 1; null: none is under way. */
  gone = $state<number | null>(null);
  readonly ghosts = $derived.by(() => this.#ghosts());
  #model: Model | null = null;
  #line = 0;
  #marks = $state.raw<Readonly<Record<number, readonly Mark[]>>>({});
  #next: number | null = null;
  #abort: AbortController | null = null;
  #looked = 0;
  #looking = false;

  constructor(store: Store, run: Run) {
    this.store = store;
    this.run = run;
  }

  /** Keeps up with the page's model. To be called when anything of it may have changed. */
  follow(): void {
    const { model, info } = this.store;
    if (model !== this.#model) {
      this.#model = model;
      this.#line = info?.line ?? 0;
      this.#marks = {};
      this.known = null;
      this.goal = null;
      this.stop();
    } else if (info !== null && info.line !== this.#line) {
      const kept = this.#marks[info.line];
      this.#marks = { ...this.#marks, [this.#line]: this.run.marks };
      this.run.marks = kept ?? this.run.marks.filter((mark) => mark.step <= info.step);
      this.#line = info.line;
    }
    void this.#look();
  }

  /** To a step. While another way is under way only the newest goal counts. */
  async go(step: number): Promise<void> {
    this.replaying = false;
    this.goal = step;
    this.#next = step;
    if (this.gone !== null) {
      const busy = this.#abort;
      setTimeout(() => {
        if (this.#abort === busy && this.#next !== null) busy?.abort();
      }, PATIENCE_MS);
      return;
    }
    while (this.#next !== null) {
      const goal: number = this.#next;
      this.#next = null;
      await this.#travel((model, control) => model.seek(goal, control));
    }
    this.goal = null;
    await this.run.lookOnce();
  }

  /** Whether the run is being shown again. */
  replaying = $state(false);

  /** Shows the recorded run again, at the run's pace, from the step it stands at, or from the beginning where that is the end. */
  async play(): Promise<void> {
    const { model, info } = this.store;
    if (model === null || info === null || this.run.going || this.replaying) return;
    this.replaying = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const current = (): boolean => this.replaying && this.store.model === model && !this.run.going;
    if (model.step >= model.lastStep) await this.#arrive(model.firstStep);
    const pacer = new Pacer();
    let at = model.step;
    while (current() && at < model.lastStep) {
      const due = pacer.due(this.run.pace, at, performance.now(), !document.hidden, still);
      const goal = Math.min(model.lastStep, nextLook(at), due);
      if (goal > at) {
        await this.#arrive(goal);
        // Someone took the run elsewhere.
        if (model.step !== goal) break;
        at = goal;
      } else await new Promise((done) => setTimeout(done, 40));
    }
    this.replaying = false;
  }

  async #arrive(step: number): Promise<void> {
    await this.#travel((model, control) => model.seek(step, control));
  }

  async undo(): Promise<void> {
    await this.#travel((model, control) => model.undo(control));
    await this.run.lookOnce();
  }

  async visit(branch: number): Promise<void> {
    await this.#travel((model, control) => model.visit(branch, control));
    await this.run.lookOnce();
  }

  /** Gives up the way: the run is where it was. */
  stop(): void {
    this.replaying = false;
    this.#next = null;
    this.#abort?.abort();
  }

  async #travel(way: (model: Model, control: SeekControl) => Promise<void>): Promise<void> {
    if (this.gone !== null) return;
    if (this.run.going) this.run.pause();
    const abort = new AbortController();
    this.#abort = abort;
    this.gone = 0;
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }): void => {
      this.gone = total > 0 ? done / total : 1;
    };
    await this.store.ask((model) =>
      way(model, { signal: abort.signal, onProgress }).catch((error: unknown) => {
        if (!abort.signal.aborted) throw error;
      }),
    );
    this.gone = null;
    this.#abort = null;
  }

  /** What is known of the run, anew: soon after every change, but not all the time. */
  async #look(): Promise<void> {
    const model = this.#model;
    if (this.#looking || model === null || model.near) return;
    this.#looking = true;
    const wait = this.store.run === null ? 0 : this.#looked + LOOK_MS - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    try {
      let version: number;
      do {
        version = this.store.version;
        const known = await model.history();
        if (this.#model === model) this.known = known;
      } while (version !== this.store.version && this.store.run === null && !model.near);
    } catch {
      // The model is gone: what comes to the page next is looked at then.
    }
    this.#looked = performance.now();
    this.#looking = false;
  }

  #ghosts(): readonly Ghost[] {
    const curves = this.store.courses;
    return (this.known?.branches ?? []).map(({ id, from }) => ({
      line: id,
      from,
      curve: curves[id] ?? null,
      marks: this.#marks[id] ?? [],
    }));
  }
}

/** Every component under the one that called `setTime` gets the time machine from `useTime`. */
export const [useTime, setTime] = createContext<Time>();
