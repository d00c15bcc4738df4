// The page's one store: what is on the page, and the ways to change that. Views read it and call its methods; what belongs to the
// model is in its workspace. It is made once, in App.svelte, and reaches the views by context:
//
//     setStore(new Store(client))        const store = useStore();

import { createContext } from "svelte";
import type { Control, GlassLM, Model, ModelOptions } from "../client/api/index.ts";
import type { Client } from "../client/runtime/client.ts";
import type { Reader } from "../client/runtime/reader.ts";
import { prepare, said, saidOf } from "./refusal.svelte.ts";
import {
  type Address,
  type LinkedOptions,
  type MeasurePart,
  type More,
  type PrimerPlace,
  type Room,
  type Selection,
  bundledName,
  home,
  linkable,
  optionsOfOwn,
  settingsOf,
  shortened,
  withoutPast,
} from "./address.ts";
import { agrees } from "./opening.ts";
import { linked as linkedLanguage } from "./language.svelte.ts";
import { Notices } from "./notices.svelte.ts";
import { TrainSettings } from "./settings.svelte.ts";
import { type Part, Shelf } from "./shelf.svelte.ts";
import { type ModelInfo, Workspace } from "./workspace.svelte.ts";

export type { ModelInfo } from "./workspace.svelte.ts";

/** How the engine is. */
export type EngineState =
  | { readonly kind: "starting" }
  | { readonly kind: "ready" }
  /** `again` starts it once more, where that may help. */
  | { readonly kind: "failed"; readonly why: unknown; readonly again?: () => void };

export class Store {
  readonly glasslm: GlassLM;
  /** What answers in the frame of a key, where it can. */
  readonly reader: Reader;
  /** The models that the browser keeps. */
  readonly storage: Client["storage"];
  /** Which of the dialogs is open that take something out or bring something in. */
  files = $state<"share" | "open" | "save" | null>(null);
  /** Hears of a model that is about to leave the page, while it can still be saved. */
  leaving: ((model: Model) => Promise<void>) | null = null;
  engine = $state.raw<EngineState>({ kind: "starting" });
  /** It has not answered for some seconds: one calculation takes that long. */
  busy = $state(false);
  /** What the reader must be told over every room. */
  readonly notices = new Notices();
  readonly settings = new TrainSettings();

  room = $state<Room>(home.room);
  selection = $state.raw<Selection | null>(null);
  /** The context as it stands in the Context box: what Predict predicts after and Step steps through. */
  context = $state("");
  /** The target that was chosen for it; null: the model's own best guess. */
  target = $state<string | null>(null);
  /** Whether the plan's steps are taken apart. */
  fine = $state(false);
  /** The step rail's head: a step of the plan, by its name. */
  head = $state<string | null>(null);
  /** The part of the primer that is open, and the seed of its questions. */
  primer = $state.raw<PrimerPlace>(home.primer);
  /** The part of the Measure room that is open. */
  measure = $state<MeasurePart>(home.measure);
  /** The chapter of the lecture that is open; null: the lecture is closed. */
  chapter = $state<string | null>(home.chapter);
  /** What an address says beyond that, by its name there: who it is for reads it when it comes, and writes it. */
  more = $state<Record<string, string>>({});
  /** The part of the address that says how the model came to stand where it stands. */
  past = $state.raw<More>({});
  /** The digest of the text that the model was made from, where that is the reader's own and a link may name it. */
  own = $state<string | null>(null);
  /** A link to a model of a text that is not here: its address stays as it is until there is another model. */
  awaited = $state.raw<Address | null>(null);
  /** Told of every arrival, once it has come. */
  moment: { arrived(): void } | null = null;
  /** What a link's training has done of what it asks for. */
  replay = $state.raw<{ readonly done: number; readonly total: number; stop(): void } | null>(null);

  #work = $state.raw<Workspace | null>(null);
  #destroy: (() => void) | null = null;
  readonly #shelf: Shelf<Store> = new Shelf<Store>(this);
  /** The creation under way: the newer of two wins. */
  #creation: AbortController | null = null;
  /** What the restart that goes on has done to the page's model. */
  #cost: { readonly from: number } | { readonly lost: Error } | null = null;

  constructor(client: Client) {
    this.glasslm = client.glasslm;
    this.reader = client.reader;
    this.storage = client.storage;
    // What a script does in the console arrives here too: the page shows the model, whoever works with it.
    client.watch({
      shown: (model) => this.#show(model),
      changed: (model) => this.#of(model)?.changed(),
      training: (model, progress) => this.#of(model)?.training(progress),
      moved: (model, why) => {
        if (model === this.model) void prepare().then(() => this.notices.say(() => saidOf(why), "moved"));
      },
      restored: (model, from) => {
        if (model === this.model) this.#cost = { from };
      },
      lost: (model, why) => {
        if (model === this.model) this.#cost = { lost: why };
      },
      restarted: (why) => {
        this.#work?.restarted();
        this.engine = { kind: "ready" };
        this.busy = false;
        const cost = this.model === null ? null : this.#cost;
        this.#cost = null;
        const step = this.model?.step ?? 0;
        void Promise.all([import("./restarted.ts"), prepare()]).then(
          ([{ restarted }]) => this.notices.say(() => restarted(why, cost, step), "engine"),
          // What happened is said in any case.
          () => this.notices.say(() => said(why), "engine"),
        );
      },
      failed: (why) => {
        this.engine = { kind: "failed", why, again: () => client.again() };
        void prepare();
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
        this.engine = { kind: "failed", why: error };
        void prepare();
      },
    );
  }

  /** What the page has of its model. To be asked for where there is one: in every room. */
  get work(): Workspace {
    if (this.#work === null) throw new Error("there is no model on the page yet");
    return this.#work;
  }

  /** The model on the page; its calls go to the engine. */
  get model(): Model | null {
    return this.#work?.model ?? null;
  }
  get info(): ModelInfo | null {
    return this.#work?.info ?? null;
  }
  /** Counts every change of the model's parameters. */
  get version(): number {
    return this.#work?.version ?? 0;
  }
  /** The training run that goes on. */
  get run(): { readonly done: number; readonly total: number } | null {
    return this.#work?.telemetry.run ?? null;
  }

  /** What a room makes for itself whatever the model, kept for when it is entered again. */
  get<T extends Part>(Kind: new (store: Store) => T): T {
    return this.#shelf.get(Kind);
  }

  /**
   * Makes a model and puts it on the page; true when it is there. A refusal is told over the room, a cancelling is not, and the
   * page's model stays. A newer creation ends an older one.
   */
  async create(options: ModelOptions, control: Control = {}, about = "create"): Promise<boolean> {
    this.#creation?.abort();
    const creation = new AbortController();
    this.#creation = creation;
    const cancel = (): void => creation.abort();
    control.signal?.addEventListener("abort", cancel, { once: true });
    if (control.signal?.aborted) cancel();
    try {
      const made = await this.attempt(
        async () => {
          // A new one trains where this one was wished to.
          const backend = this.info?.backend.wish ?? options.backend ?? "cpu";
          const model = await this.glasslm.create({ ...options, backend }, { ...control, signal: creation.signal });
          // It may have been made just before the cancelling reached the engine.
          if (creation.signal.aborted) {
            await model.dispose();
            return false;
          }
          await this.put(model);
          return true;
        },
        () => !creation.signal.aborted,
        about,
      );
      return made === true;
    } finally {
      control.signal?.removeEventListener("abort", cancel);
      if (this.#creation === creation) this.#creation = null;
    }
  }

  /** Puts a model on the page in place of the one that is there, which is gone then. */
  async put(model: Model): Promise<void> {
    const before = this.model;
    if (before !== null) await this.leaving?.(before).catch(() => undefined);
    await this.glasslm.show(model);
    await before?.dispose();
  }

  /**
   * Runs a call; where it fails, its sentence is told over the room and null comes back. One that is no longer `wanted` says
   * nothing. `about`: what it is about; a success takes back what was said of that, and nothing else.
   */
  async attempt<T>(call: () => Promise<T>, wanted = (): boolean => true, about: unknown = "call"): Promise<T | null> {
    try {
      const result = await call();
      if (!wanted()) return null;
      this.notices.settled(about);
      return result;
    } catch (error) {
      if (wanted()) this.notices.say(() => said(error), about);
      return null;
    }
  }

  /** As `attempt`, of the page's model; null too where another one has come meanwhile: answer and failure are not of that. */
  async ask<T>(call: (model: Model) => Promise<T>, about?: unknown): Promise<T | null> {
    const work = this.#work;
    return (
      work &&
      this.attempt(
        () => call(work.model),
        () => work.there,
        about,
      )
    );
  }

  /** What the address should say now. Of an own text it says the digest, and none of its words. */
  get address(): Address {
    const { awaited, own } = this;
    const linked = this.info && linkable(this.info.options);
    const hidden = awaited !== null || (this.info !== null && linked === null);
    const options = linked ?? (this.info !== null && own !== null ? optionsOfOwn(this.info.options) : null);
    return {
      room: this.room,
      options: awaited?.options ?? shortened(options ?? {}, this.settings.defaults),
      selection: this.selection,
      step: this.head,
      fine: this.fine,
      context: hidden ? "" : this.context,
      target: hidden ? null : this.target,
      ...this.settings.changed,
      primer: this.primer,
      measure: this.measure,
      chapter: this.chapter,
      language: linkedLanguage(),
      more: {
        ...(hidden ? settingsOf(this.more) : this.more),
        ...(awaited?.more ?? (hidden && own === null ? {} : this.past)),
        ...(hidden && own !== null ? { own } : {}),
      },
    };
  }

  /** Whether the model on the page is the one that a link asks for. One that names a corpus leaves out what is that corpus's own. */
  has(asked: LinkedOptions): boolean {
    if (this.info === null) return true;
    const { options } = this.info;
    const defaults = asked.corpus?.name === bundledName(options) ? this.settings.defaults : {};
    return agrees({ ...defaults, ...asked }, options);
  }

  /** Takes what an address says; its options are for whoever makes the model. */
  go(address: Address): void {
    this.room = address.room;
    this.selection = address.selection;
    this.head = address.step;
    this.fine = address.fine;
    // An address that says nothing of an example leaves the one that is there.
    if (address.context !== "") {
      this.context = address.context;
      this.target = address.target;
    }
    this.settings.take(address);
    this.primer = address.primer;
    this.measure = address.measure;
    this.chapter = address.chapter;
    this.more = withoutPast(address.more);
    this.moment?.arrived();
  }

  #of(model: Model): Workspace | null {
    return model === this.model ? this.#work : null;
  }

  #show(model: Model): void {
    const before = this.#work;
    if (model === before?.model) return;
    // A number of another model means nothing here; one that the address brought is of this, the first.
    if (before !== null) {
      this.selection = this.target = null;
      this.past = {};
      this.awaited = null;
    }
    this.own = null;
    // Nor do words of another vocabulary.
    if (before !== null && !same(before.model.vocabulary, model.vocabulary)) {
      this.context = "";
      this.more = settingsOf(this.more);
    }
    before?.end();
    this.#destroy?.();
    // Not the component's that may be about to be made: what is derived in it lives as long as the model is here.
    this.#destroy = $effect.root(() => {
      this.#work = new Workspace(this, model);
    });
    void this.settings.suit(model, this.glasslm);
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((token, id) => token === other[id]);
}

/** Every component under the one that called `setStore` gets the store from `useStore`. */
export const [useStore, setStore] = createContext<Store>();
