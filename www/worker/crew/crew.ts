// The crew as the engine's thread holds it: opened when there is a long run, ended when nothing runs.

import { type Remote, wrap } from "comlink";
import type { Alone } from "../../client/api/index.ts";
import { CREW, type Rest } from "../../client/wire/crew.ts";
import { sentence } from "../../client/wire/sentence.ts";
import type { CrewApi } from "./api.js";

/** Milliseconds without a run after which its threads end. */
const IDLE = 30_000;
/** Milliseconds that a run which was told its number of threads waits for the crew. */
const PATIENCE = 5_000;

export type Leader = Remote<CrewApi>;

/** Cores that the browser tells of. */
export const CORES = navigator.hardwareConcurrency;
/** WebKit isolates a page, and gives it no such memory all the same. */
const SHARES = typeof SharedArrayBuffer === "function";

class Crew {
  /** Why the other cores are left alone at the moment. */
  rest: Rest | null = null;
  /** What became of it, where it was lost: it is not opened again. */
  lost: string | null = null;
  /** Whether a run has it. */
  held = false;
  #asked = false;
  #opening: Promise<Leader | null> | null = null;
  #leader: Leader | null = null;
  #thread: Worker | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** Whether there may be one. */
  get able(): boolean {
    return SHARES && CORES > 1 && this.lost === null;
  }

  /** Why a run has one thread where it has no more, as far as that is the crew's. */
  get alone(): Alone | null {
    if (!SHARES) return "browser";
    if (CORES < 2) return "cores";
    return this.lost === null ? this.rest : "lost";
  }

  /** The crew, if it is open; else it is on its way. */
  get open(): Leader | null {
    if (this.#leader === null) void this.#begin();
    return this.#leader;
  }

  /** As {@link open}, once it is known whether there is one. */
  async wait(): Promise<Leader | null> {
    return new Promise((done) => {
      setTimeout(() => done(null), PATIENCE);
      void this.#begin().then(done);
    });
  }

  /** A run begins, or is over: there is one at a time. */
  busy(busy: boolean): void {
    this.held = busy;
    clearTimeout(this.#idle);
    if (!busy) this.#idle = setTimeout(() => this.#close(), IDLE);
  }

  /** It broke: whatever it was doing is done again without it. */
  lose(why: unknown): void {
    this.lost = sentence(why);
    this.#close();
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    addEventListener("message", ({ data }: MessageEvent<{ readonly [CREW]?: MessagePort } | null>) => {
      const line = data?.[CREW];
      if (line === undefined) return;
      line.onmessage = ({ data: rest }: MessageEvent<Rest | null>) => {
        this.rest = rest;
      };
    });
    postMessage(CREW);
  }

  #begin(): Promise<Leader | null> {
    if (!this.able) return Promise.resolve(null);
    this.#ask();
    this.#opening ??= this.#opened();
    return this.#opening;
  }

  async #opened(): Promise<Leader | null> {
    try {
      const thread = new Worker(new URL("./leader.ts", import.meta.url), { type: "module", name: "crew" });
      this.#thread = thread;
      const leader = wrap<CrewApi>(thread);
      await new Promise<void>((done, failed) => {
        thread.addEventListener("error", (event) => {
          event.preventDefault();
          failed(new Error(event.message || "its script did not load"));
        });
        leader.open().then(done, failed);
      });
      this.#leader = leader;
      if (!this.held) this.busy(false);
      return leader;
    } catch (error) {
      this.lose(error);
      return null;
    }
  }

  #close(): void {
    // Its helpers end with it.
    this.#thread?.terminate();
    [this.#thread, this.#leader, this.#opening] = [null, null, null];
  }
}

export const crew = new Crew();
