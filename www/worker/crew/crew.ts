// The crew as the engine's thread holds it: opened when there is a long run, ended when nothing runs.

import { type Remote, transfer, wrap } from "comlink";
import type { Alone } from "../../client/api/index.ts";
import { CREW, type CrewHost, type Rest, type Said } from "../../client/wire/crew.ts";
import { sentence } from "../../client/wire/sentence.ts";
import type { CrewApi } from "./api.js";

/** Milliseconds without a run after which its threads end. */
const IDLE = 30_000;
/** Milliseconds that a run which was told its number of threads waits for the crew. */
const PATIENCE = 5_000;

export type Leader = Remote<CrewApi>;

/** Cores that the browser tells of. */
export const CORES = navigator.hardwareConcurrency;
/** Whether this thread may share memory. WebKit isolates a page, and gives it no such memory all the same. */
const SHARES = crossOriginIsolated && typeof SharedArrayBuffer === "function";

class Crew {
  /** Why the other cores are left alone at the moment. */
  rest: Rest | null = null;
  /** What became of it, where it was lost: it is not opened again. */
  lost: string | null = null;
  /** Whether a run has it. */
  held = false;
  /** The window that starts its threads: the page or its frame, as far as the page has said. */
  #host: Remote<CrewHost> | "later" | null | undefined = crossOriginIsolated && !SHARES ? null : undefined;
  /** Called when the page has said whether there is one. */
  #heard: (() => void) | null = null;
  #asked = false;
  #opening: Promise<Leader | null> | null = null;
  #leader: Leader | null = null;
  #end: (() => void) | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** Whether there may be one. */
  get able(): boolean {
    return this.#host !== null && CORES > 1 && this.lost === null;
  }

  /** Whether it is known here why a run has no more threads: where neither this thread nor a frame is isolated, the page knows. */
  get knows(): boolean {
    return crossOriginIsolated || (this.#host ?? "later") !== "later";
  }

  /** Why a run has one thread where it has no more, as far as that is the crew's. */
  get alone(): Alone | null {
    if (crossOriginIsolated && !SHARES) return "browser";
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
      line.onmessage = ({ data: { rest, host } }: MessageEvent<Said>) => {
        if (rest !== undefined) this.rest = rest;
        if (host === undefined) return;
        this.#host = host instanceof MessagePort ? wrap<CrewHost>(host) : host;
        this.#heard?.();
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
      this.#leader = await this.#hosted();
      if (this.#leader !== null && !this.held) this.busy(false);
    } catch (error) {
      this.lose(error);
    }
    // What is not there yet is asked for again.
    if (this.#leader === null) this.#opening = null;
    return this.#leader;
  }

  /** A leader that a window has started. */
  async #hosted(): Promise<Leader | null> {
    if (this.#host === undefined)
      await new Promise<void>((heard) => {
        this.#heard = heard;
      });
    const host = this.#host;
    if (host === undefined || host === null || host === "later") return null;
    const { port1, port2 } = new MessageChannel();
    this.#end = () => void host.close();
    const leader = wrap<CrewApi>(port1);
    await new Promise<void>((done, failed) => {
      host.open(transfer(port2, [port2])).catch(failed);
      leader.open().then(done, failed);
    });
    return leader;
  }

  #close(): void {
    // Its helpers end with it.
    this.#end?.();
    [this.#end, this.#leader, this.#opening] = [null, null, null];
  }
}

export const crew = new Crew();
