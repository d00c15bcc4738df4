// The page's one store. Views read it and call its methods; nothing else holds state that two views share.
// It is made once, in App.svelte, and reaches the views by context:
//
//     setStore(new Store(client))        const store = useStore();

import { createContext } from "svelte";
import type {
  Control,
  GlassLM,
  MadeOptions,
  Model,
  ModelOptions,
  Progress,
  Trained,
  TrainOptions,
} from "../client/api/index.ts";
import type { Reader } from "../client/runtime/reader.ts";
import type { Client } from "../client/runtime/client.ts";
import { sentence } from "../client/wire/sentence.ts";
import {
  type Address,
  type LinkedOptions,
  type PrimerPlace,
  type Room,
  type Selection,
  home,
  linkable,
  read,
  write,
} from "./address.js";
import { count, fill, story } from "../story/index.ts";
import { Curve } from "./telemetry.js";

/** How the engine is; `message` is a sentence for the reader. */
export type EngineState =
  | { readonly kind: "starting" }
  | { readonly kind: "ready" }
  /** `again` starts it once more, where that may help. */
  | { readonly kind: "failed"; readonly message: string; readonly again?: () => void };

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
  /** The course that the run is on: another number after a change in the past. */
  readonly line: number;
  /** On its way to another step: the numbers are only near to that step's. */
  readonly near: boolean;
  readonly backend: Model["backend"];
}

export class Store {
  readonly glasslm: GlassLM;
  /** What answers in the frame of a key, where it can. */
  readonly reader: Reader;
  /** The models that the browser keeps. */
  readonly storage: Client["storage"];
  /** Which of the two dialogs of files is open. */
  files = $state<"open" | "save" | null>(null);
  /** Hears of a model that is about to leave the page, while it can still be saved. */
  leaving: ((model: Model) => Promise<void>) | null = null;
  engine = $state.raw<EngineState>({ kind: "starting" });
  /** It has not answered for some seconds: one calculation takes that long. */
  busy = $state(false);
  /** The model on the page; its calls go to the engine. */
  model = $state.raw<Model | null>(null);
  info = $state.raw<ModelInfo | null>(null);
  /** Counts every change of the parameters: what was fetched at another version is out of date. */
  version = $state(0);

  room = $state<Room>(home.room);
  selection = $state.raw<Selection | null>(null);
  /** The context as it stands in the Context box: what Predict predicts after and Step steps through. */
  context = $state("");
  /** The step rail's head: a step of the plan, by its name. */
  head = $state<string | null>(null);
  /** The part of the primer that is open, and the seed of its questions. */
  primer = $state.raw<PrimerPlace>(home.primer);

  /** The run that goes on, with the model's step as it was last told. */
  run = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  /** All losses of this model since it came to the page. Grows in place: depend on `points`. */
  curve = $state.raw(new Curve(0));
  /** Steps told so far; changes with every addition to `curve`. */
  points = $state(0);
  /** The losses of the run's other courses, by their numbers. */
  courses = $state.raw<Readonly<Record<number, Curve>>>({});
  /** How often this model's test split was looked at, in whatever room. */
  looks = $state(0);
  /** What the last call that failed said; null once it is dismissed or another one succeeds. */
  problem = $state<string | null>(null);

  #abort: AbortController | null = null;
  /** The step that the run under way began at. */
  #base: number | null = null;

  constructor(client: Client) {
    this.glasslm = client.glasslm;
    this.reader = client.reader;
    this.storage = client.storage;
    // What a script does in the console arrives here too: the page shows the model, whoever works with it.
    client.watch({
      shown: (model) => this.#show(model),
      changed: (model) => {
        if (model === this.model) this.#changed();
      },
      training: (model, progress) => {
        if (model === this.model) this.#training(progress);
      },
      moved: (model, message) => {
        if (model === this.model) this.problem = message;
      },
      restarted: (reason) => {
        // A model that was put back knows nothing of its past.
        this.courses = {};
        this.engine = { kind: "ready" };
        this.busy = false;
        this.problem = this.#restarted(reason);
      },
      restored: (model, from) => {
        if (model === this.model) this.#cost = { from };
      },
      lost: (model, reason) => {
        if (model === this.model) this.#cost = { lost: reason };
      },
      failed: (message) => {
        this.engine = { kind: "failed", message, again: () => client.again() };
      },
      busy: (busy) => {
        this.busy = busy;
      },
    });
    client.up.then(
      () => {
        this.engine = { kind: "ready" };
      },
      (error: unknown) => {
        this.engine = { kind: "failed", message: sentence(error) };
      },
    );
  }

  /** Makes a model and puts it on the page; true when it is there. A refusal is shown in `problem`, a cancelling is not, and the page's model stays. */
  async create(options: ModelOptions, control: Control = {}): Promise<boolean> {
    const made = await this.attempt(async () => {
      // A new one trains where this one was wished to.
      const backend = this.info?.backend.wish ?? options.backend ?? "cpu";
      const model = await this.glasslm.create({ ...options, backend }, control).catch((error: unknown) => {
        if (control.signal?.aborted) return null;
        throw error;
      });
      // It may have been made just before the cancelling reached the engine.
      if (model === null || control.signal?.aborted) {
        await model?.dispose();
        return false;
      }
      await this.put(model);
      return true;
    });
    return made === true;
  }

  /** Puts a model on the page in place of the one that is there, which is gone then. */
  async put(model: Model): Promise<void> {
    const before = this.model;
    if (before !== null) await this.leaving?.(before).catch(() => undefined);
    await this.glasslm.show(model);
    await before?.dispose();
  }

  /** Trains the page's model; `stop` ends it after the steps it has done. */
  async train(options: Omit<TrainOptions, "signal" | "onProgress">): Promise<Trained | null> {
    if (this.model === null || this.run !== null) return null;
    const abort = new AbortController();
    this.#abort = abort;
    this.run = { done: 0, total: options.steps };
    const trained = await this.ask((model) => model.train({ ...options, signal: abort.signal }));
    if (this.#abort === abort) {
      this.#abort = null;
      this.run = null;
    }
    return trained;
  }

  /** Runs a call; where it fails, its sentence is in `problem` and null comes back. One that is no more `wanted` says nothing. */
  async attempt<T>(call: () => Promise<T>, wanted = (): boolean => true): Promise<T | null> {
    try {
      const result = await call();
      if (!wanted()) return null;
      this.problem = null;
      return result;
    } catch (error) {
      if (wanted()) this.problem = sentence(error);
      return null;
    }
  }

  /** As `attempt`, of the page's model; null too where another one has come meanwhile: answer and failure are not of that. */
  async ask<T>(call: (model: Model) => Promise<T>): Promise<T | null> {
    const { model } = this;
    return (
      model &&
      this.attempt(
        () => call(model),
        () => this.model === model,
      )
    );
  }

  /** Ends the run that goes on. */
  stop(): void {
    this.#abort?.abort();
  }

  /** What the restart that goes on has done to the page's model. */
  #cost: { readonly from: number } | { readonly lost: string } | null = null;

  /** What a restart of the engine cost the model on the page. */
  #restarted(reason: string): string {
    const words = story.app.restarted;
    const began = fill(words.again, { reason });
    const cost = this.#cost;
    this.#cost = null;
    if (cost === null || this.model === null) return began;
    if ("lost" in cost) return `${began} ${fill(words.lost, { reason: cost.lost })}`;
    const to = count(this.model.step);
    return `${began} ${
      cost.from === this.model.step ? fill(words.same, { step: to }) : fill(words.fell, { from: count(cost.from), to })
    }`;
  }

  /** What the address should say now; an own text leaves no options in it. */
  get address(): Address {
    return {
      room: this.room,
      options: (this.info && linkable(this.info.options)) ?? {},
      selection: this.selection,
      step: this.head,
      primer: this.primer,
    };
  }

  /** Takes room, selection and step from an address; the options are for whoever makes the model. */
  go(address: Address): void {
    this.room = address.room;
    this.selection = address.selection;
    this.head = address.step;
    this.primer = address.primer;
  }

  #show(model: Model): void {
    const before = this.model;
    // A number of another model means nothing here; one that the address brought is of this, the first.
    if (before !== null) this.selection = null;
    // Nor do words of another vocabulary.
    if (before !== null && !same(before.vocabulary, model.vocabulary)) this.context = "";
    this.model = model;
    this.curve = new Curve(model.step);
    this.courses = {};
    this.#base = null;
    this.points = 0;
    this.info = null;
    this.run = null;
    this.looks = 0;
    this.#changed();
  }

  #changed(): void {
    const model = this.model;
    const before = this.info;
    if (model !== null && before !== null && model.line !== before.line) {
      const { [model.line]: kept, ...others } = this.courses;
      this.courses = { ...others, [before.line]: this.curve };
      this.curve = kept ?? this.curve.until(before.step);
      this.points += 1;
    }
    this.info = model && {
      options: model.options,
      vocabulary: model.vocabulary,
      unknownTrained: model.unknownTrained,
      memory: model.memory,
      step: model.step,
      lastStep: model.lastStep,
      firstStep: model.firstStep,
      line: model.line,
      near: model.near,
      backend: model.backend,
    };
    this.version += 1;
  }

  #training(progress: Progress | null): void {
    this.run = progress && { done: progress.done, total: progress.total };
    if (progress === null) this.#base = null;
    if (progress?.losses === undefined || this.model === null) return;
    this.#base ??= this.model.step - progress.done;
    // Steps on a script's own examples are not told, and a step that is taken back is.
    const from = this.#base + progress.done - progress.losses.length;
    if (this.curve.end !== from) this.curve = this.curve.until(from);
    this.curve.append(progress.losses);
    this.points += progress.losses.length;
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((token, id) => token === other[id]);
}

/** Every component under the one that called `setStore` gets the store from `useStore`. */
export const [useStore, setStore] = createContext<Store>();

/** What the history's entries hold that the page made itself. */
const OURS = "glasslm";
/** How long after a selection the address follows. */
const ADDRESS_MS = 150;

/**
 * Keeps the browser's address and the store together, both ways; call it while a component is made. `onlink` hears of each
 * arrival, of the options of a link or of null where the page's own address came back, and tells whether that opened a model.
 * The room is a place to go back to; a selection is not, so it replaces the entry it is made in.
 */
export function followAddress(store: Store, onlink: (options: LinkedOptions | null) => Promise<boolean>): void {
  store.go(read(location.hash));
  history.replaceState(OURS, "");
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The address as it was last read or written here. Any other is a link's that is about to arrive, and stays until it has. */
  let known = $state.raw(location.hash);
  const put = (as: "pushState" | "replaceState", hash: string): void => {
    if (location.hash !== known) return;
    history[as](OURS, "", hash);
    known = location.hash;
  };
  $effect(() => {
    // Until the model of the link is made, its options stand only in the address.
    const options = store.info === null ? read(known).options : store.address.options;
    const hash = write({ ...store.address, options });
    if (hash === known) return;
    if (read(known).room !== store.room) {
      put("pushState", hash);
      return;
    }
    // A step by key comes many times a second; the address may come after it.
    timer = setTimeout(() => {
      put("replaceState", hash);
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  });
  $effect(() => {
    const arrived = ({ state }: PopStateEvent): void => {
      // What was to be written of the place before must not take the place of this one.
      clearTimeout(timer);
      // Once it is followed, a link is a place of the page's like any other.
      history.replaceState(OURS, "");
      known = location.hash;
      const address = read(known);
      store.go(address);
      // Whoever goes back goes on with the model that is there; a link that was pasted may ask for another.
      void onlink(state === OURS ? null : address.options).then((opened) => {
        if (opened) store.selection ??= address.selection;
      });
    };
    window.addEventListener("popstate", arrived);
    return () => window.removeEventListener("popstate", arrived);
  });
}
