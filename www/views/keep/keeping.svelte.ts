// What is learnt here is not lost: a model that trained is kept in the browser by itself, one that left the page can be brought back.

import type { Kept } from "../../client/wire/keep.ts";
import type { CorpusSource, ForeignOptions, Model } from "../../client/api/index.ts";
import { prepare, said, saidAll } from "../../state/refusal.svelte.ts";
import { fill } from "../../story/index.ts";
import type { Foreign } from "../../files/foreign.ts";
import type { Opened } from "../../files/open.ts";
import { bundledName } from "../../state/address.ts";
import type { Store } from "../../state/store.svelte.ts";
import { keep as words } from "../../story/keep.ts";

/** What opens files is fetched when there is one to open. */
const opening = () => import("../../files/open.ts");

/** What was done to a model, to be saved with it. */
const told = (model: Model): Promise<string | null> =>
  import("../../state/moment.svelte.ts").then(
    ({ pastToSave }) => pastToSave(model),
    () => null,
  );

/** Milliseconds between two keepings; a large model is kept less often, in at most this part of the time. */
const EVERY = 10_000;
const SHARE = 0.05;

interface Gone {
  readonly title: string;
  readonly step: number;
  readonly bytes: Uint8Array;
  readonly corpus: CorpusSource | undefined;
  readonly id: string;
  /** The digest of the text that it was made from, where its file said it. */
  readonly origin: string | null;
  readonly past: string | null;
}

/** How a model came to the page, and whether it trained since. */
export interface Came {
  readonly model: Model;
  readonly step: number;
  readonly version: number;
  readonly trained: boolean;
}

/** What a model is called until its owner names it. */
export function titleOf(model: Model): string {
  const { corpus } = model.options;
  return corpus === undefined ? words.loaded : (bundledName(model.options) ?? words.ownText);
}

export class Keeping {
  readonly store: Store;
  kept = $state.raw<readonly Kept[]>([]);
  /** Why they are not known. */
  unlisted = $state.raw<unknown>(null);
  /** The newest of an earlier visit. */
  offer = $state.raw<Kept | null>(null);
  /** The model that left the page last. */
  gone = $state.raw<Gone | null>(null);
  /** Why models are not kept; said once. */
  trouble = $state.raw<unknown>(null);
  /** A file of another program, about which the reader is asked. */
  foreign = $state.raw<Foreign | null>(null);
  /** What an opening did beside putting a model on the page. */
  said = $state.raw<(() => string) | null>(null);

  #model: Model | null = null;
  #id = "";
  #title: string | null = null;
  /** The step that the model came to the page with. */
  #from = 0;
  /** Which state of the store is kept. */
  #clean = 0;
  /** Which state of it the reader has as a file. */
  #filed = -1;
  #trained = false;
  #failed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next = 0;
  #keeping: Promise<void> | null = null;

  /** `earlier`: whether models were kept here when the page opened. */
  constructor(store: Store, earlier: boolean) {
    this.store = store;
    void this.list().then(() => {
      if (earlier) this.offer = this.kept[0] ?? null;
    });
  }

  /** The kept models, as they are now. Where there is no storage there are none. */
  async list(): Promise<void> {
    try {
      this.kept = await this.store.storage.kept();
      this.unlisted = null;
    } catch (error) {
      // What was listed before is still there.
      this.unlisted = error;
    }
  }

  /** Follows the page's model; to be called after every change of it. `came`: how it came to the page, if that was earlier. */
  follow(model: Model | null, version: number, came?: Came): void {
    if (model !== this.#model) {
      this.#model = model;
      this.#from = came?.step ?? model?.step ?? 0;
      this.#clean = came?.version ?? version;
      this.#filed = -1;
      this.#trained = came?.trained ?? false;
      if (this.#adopted === null || this.#adopted.model !== model) {
        this.#id = fresh();
        this.#title = null;
      } else {
        this.#id = this.#adopted.id;
        this.#title = this.#adopted.title;
      }
      this.#adopted = null;
    }
    if (model === null) return;
    this.#trained ||= model.step !== this.#from;
    if (this.unkept) this.#soon();
  }

  #adopted: { readonly model: Model; readonly id: string; readonly title: string } | null = null;

  /** Whether something was learnt here that is kept nowhere yet. */
  get unkept(): boolean {
    return this.#trained && this.store.version !== this.#clean;
  }

  /** Whether that would be lost with the page. */
  get lost(): boolean {
    return this.unkept && this.store.version !== this.#filed;
  }

  /** The reader has the page's model as a file, as it was at this version. */
  filed(version: number): void {
    this.#filed = version;
  }

  #soon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.now(), Math.max(0, this.#next - performance.now()));
  }

  /** Keeps the model as it is, if it is not. */
  now(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#keeping ??= this.#keep().finally(() => {
      this.#keeping = null;
    });
    return this.#keeping;
  }

  async #keep(): Promise<void> {
    const model = this.#model;
    if (model === null || !this.unkept) return;
    const { version } = this.store;
    const began = performance.now();
    const figures = this.store.work.run.marks.at(-1)?.evaluation;
    const vocabulary = model.vocabulary.length;
    try {
      await this.store.storage.keep(model, this.#id, {
        title: this.#title ?? titleOf(model),
        date: Date.now(),
        step: model.step,
        perplexity: figures?.perplexity ?? null,
        ...(figures && { basis: { tokens: figures.tokens, unknown: figures.unknown, vocabulary } }),
        // Fetched already where there can be one: only an opened file has it.
        origin: model.options.corpus === undefined ? (await opening()).originOf(model) : null,
        past: await told(model),
      });
      if (this.#model === model) this.#clean = version;
      this.#failed = false;
    } catch (error) {
      if (!this.#failed && this.#model === model) this.trouble = error;
      this.#failed = true;
    }
    const ended = performance.now();
    this.#next = ended + Math.max(EVERY, (ended - began) / SHARE);
    if (this.#model === model && this.unkept) this.#soon();
  }

  /** A model is about to leave the page: its bytes stay until the next one leaves. */
  async leaving(model: Model): Promise<void> {
    if (model.step === 0) return;
    const { corpus } = model.options;
    const [title, id] = [this.#title ?? titleOf(model), this.#id];
    const { step } = model;
    await this.now();
    const [bytes, past] = [await model.save(), await told(model)];
    this.gone = { title, step, bytes, corpus, id, origin: (await opening()).originOf(model), past };
  }

  async bringBack(): Promise<void> {
    const { gone } = this;
    if (gone === null) return;
    await this.#put(
      async () => (await opening()).openModel(this.store.glasslm, gone.bytes, gone.corpus, null, gone),
      gone.id,
      gone.title,
    );
    if (this.gone === gone) this.gone = null;
  }

  async take({ id, title }: Kept): Promise<void> {
    await this.#put(
      async () => {
        const { bytes, corpus, ...saved } = await this.store.storage.take(id);
        return (await opening()).openModel(this.store.glasslm, bytes, corpus, null, saved);
      },
      id,
      title,
    );
    this.offer = null;
  }

  async rename(kept: Kept, title: string): Promise<void> {
    const plain = title.trim().slice(0, 80);
    if (plain === "" || plain === kept.title) return;
    if (kept.id === this.#id) this.#title = plain;
    await this.store.attempt(() => this.store.storage.rename(kept.id, plain));
    await this.list();
  }

  async drop(kept: Kept): Promise<void> {
    await this.store.attempt(() => this.store.storage.drop(kept.id));
    if (this.offer?.id === kept.id) this.offer = null;
    // What is on the page may be kept again, as another.
    if (kept.id === this.#id) this.#id = fresh();
    await this.list();
  }

  /** Files that were chosen or dropped together; true when something came of them. */
  open(files: readonly File[]): Promise<boolean> {
    const open = async (): Promise<Opened> => (await opening()).openFiles(this.store.glasslm, files, this.store.model);
    return this.#put(open, null, null);
  }

  /** Opens it by what the reader said of it: the sentence of a refusal, or null. */
  async adopt(foreign: Foreign, told: ForeignOptions): Promise<string | null> {
    this.store.work.run.pause();
    try {
      const model = await this.store.glasslm.load(foreign.file, told);
      await prepare();
      this.foreign = null;
      await this.store.put(model);
      this.said = () => {
        const list = model.assumptions.map((one, at) => saidAll([one], model.assumed[at] ?? "")).join("; ");
        return fill(words.foreign.assumed, { list });
      };
      return null;
    } catch (error) {
      return said(error);
    }
  }

  forget(): void {
    this.foreign = null;
  }

  async #put(open: () => Promise<Opened>, id: string | null, title: string | null): Promise<boolean> {
    this.store.work.run.pause();
    const opened = await this.store.attempt(open);
    if (opened === null) return false;
    this.said = opened.said;
    if (opened.kind === "foreign") this.foreign = opened.foreign;
    if (opened.kind === "model") {
      if (id !== null && title !== null) this.#adopted = { model: opened.model, id, title };
      await this.store.put(opened.model);
    }
    return true;
  }
}

function fresh(): string {
  return `m${Date.now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
}
