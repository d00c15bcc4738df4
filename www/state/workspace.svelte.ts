// All that the page has of one model: what is known of it, its run, its past, and what the rooms leave there. The store makes it
// when the model comes to the page and ends it when the model leaves; rooms are views of it.

import type { MadeOptions, Model, Progress } from "../client/api/index.ts";
import { Run } from "./run.svelte.ts";
import { type Part, Shelf } from "./shelf.svelte.ts";
import type { Store } from "./store.svelte.ts";
import { Telemetry } from "./telemetry.svelte.ts";
import { Time } from "./time.svelte.ts";

/** What the page shows of its model; replaced as a whole after every change, so that a view can depend on it. */
export interface ModelInfo {
  readonly options: Readonly<MadeOptions>;
  /** By token id. */
  readonly vocabulary: readonly string[];
  readonly unknownTrained: boolean;
  readonly memory: number;
  readonly step: number;
  readonly lastStep: number;
  readonly firstStep: number;
  /** The branch that the run is on: another number after a change in the past. */
  readonly line: number;
  /** On its way to another step: the numbers are only near to that step's. */
  readonly near: boolean;
  /** What moved the rate in the last step, and since when. */
  readonly schedule: Model["schedule"];
  readonly backend: Model["backend"];
}

export class Workspace {
  readonly store: Store;
  readonly model: Model;
  info = $state.raw<ModelInfo>() as ModelInfo;
  /** Counts every change of the parameters: what was fetched at another version is out of date. */
  version = $state(0);
  /** How often this model's test split was looked at, in whatever room. */
  looks = $state(0);
  readonly telemetry: Telemetry;
  readonly run: Run;
  readonly time: Time;
  readonly #shelf: Shelf<Workspace>;
  readonly #end = new AbortController();

  constructor(store: Store, model: Model) {
    this.store = store;
    this.model = model;
    this.info = facts(model);
    this.telemetry = new Telemetry(model.step);
    this.run = new Run(this);
    this.time = new Time(this);
    this.#shelf = new Shelf<Workspace>(this);
  }

  /** Aborted when the model leaves the page. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Whether the model is still on the page. */
  get there(): boolean {
    return !this.#end.signal.aborted;
  }

  /** What a room makes of this model, kept for when it is entered again. */
  get<T extends Part>(Kind: new (work: Workspace) => T): T {
    return this.#shelf.get(Kind);
  }

  /** One answer that is welcome and not missed: null where it is refused, or where the model has left meanwhile. */
  async once<T>(call: (model: Model) => Promise<T>): Promise<T | null> {
    const answer = await call(this.model).catch(() => null);
    return this.there ? answer : null;
  }

  /** A call of the model or a run's report has changed it. */
  changed(): void {
    const before = this.info;
    const now = facts(this.model);
    if (now.line !== before.line) {
      this.telemetry.branched(before.line, now.line, before.step);
      this.run.branched(before.line, now.line, now.step);
    }
    this.info = now;
    this.version += 1;
    this.time.look();
  }

  training(progress: Progress | null): void {
    this.telemetry.tell(this.model, progress);
    if (progress === null) this.time.look();
  }

  /** The model was put back after a death of the engine: its past is gone. */
  restarted(): void {
    this.telemetry.forget();
    this.run.forget();
    this.changed();
  }

  /** The model has left the page: nothing of this goes on. */
  end(): void {
    this.run.pause();
    this.#end.abort();
    this.#shelf.end();
  }
}

function facts(model: Model): ModelInfo {
  const { options, vocabulary, unknownTrained, memory, step, lastStep, firstStep, line, near, schedule, backend } =
    model;
  return { options, vocabulary, unknownTrained, memory, step, lastStep, firstStep, line, near, schedule, backend };
}
