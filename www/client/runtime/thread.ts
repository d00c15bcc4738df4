// One life of the engine's thread: from `new Worker` to its end, however that comes.

import * as comlink from "comlink";
import { ENGINE_DIED, type EngineApi } from "../wire/protocol.ts";
import { because, errorsCross } from "../wire/errors.ts";
import { Pending } from "./pending.ts";
import { reports } from "./reports.ts";

errorsCross();

export type Remote = comlink.Remote<EngineApi>;

/** What the engine needs of a thread. */
export interface Thread {
  readonly api: Remote;
  /** Waits for an answer of this thread; rejects with an `ENGINE_DIED` error when the thread ends first. */
  wait<T>(answer: Promise<T>): Promise<T>;
  /** Whether it has ended. */
  readonly over: boolean;
  /** Fetches and compiles the engine. */
  start(): Promise<{ readonly version: string }>;
  end(why: Error): void;
}

/** What a thread tells of itself. */
export interface ThreadEvents {
  /** It has ended, for this reason. Told once. */
  ended(why: Error): void;
  /** It has not answered for some seconds, or answers again. */
  busy(busy: boolean): void;
}

/** Milliseconds between two pings. */
const HEARTBEAT = 1_000;
/** Pings in a row without an answer after which it counts as busy. */
const BUSY = 5;
/**
 * Where the thread's end cannot be seen: pings without an answer that count as its end. One training step is never cut in two,
 * and the largest batch of the largest network may take most of a minute.
 */
const DEAD = 90;
/** A page without an origin may start no worker from a host. */
const SANDBOXED =
  "this frame's sandbox allows no worker. Open the page in a tab, use glasslm.html, or add allow-same-origin to the frame";

export class WorkerThread implements Thread {
  readonly api: Remote;
  readonly #events: ThreadEvents;
  readonly #worker: Worker;
  readonly #pending = new Pending();
  readonly #heart: ReturnType<typeof setInterval>;
  readonly #watch = new AbortController();
  #missed = 0;
  /** Whether its end is seen at once: then a long silence is work, and nothing else. */
  #seen = false;

  constructor(events: ThreadEvents) {
    this.#events = events;
    try {
      this.#worker = new Worker(new URL("../../worker/entry.ts", import.meta.url), { type: "module", name: "engine" });
    } catch (error) {
      if (origin !== "null") throw error;
      throw because("noWorker", SANDBOXED, error);
    }
    this.api = comlink.wrap<EngineApi>(this.#worker);
    const { signal } = this.#watch;
    this.#worker.addEventListener("message", ({ data }) => {
      // Without it no run hears that it should rest, nor of a frame.
      if (data === "crew") import("./crew.ts").then(({ offer }) => offer(this.#worker, signal)).catch(() => undefined);
    });
    // A script that does not load or parse says nothing through the channel.
    this.#worker.addEventListener("error", ({ message }) =>
      this.end(
        message
          ? because("engineFault", message, undefined, { why: message })
          : because("engineScript", "its script did not load"),
      ),
    );
    this.#worker.addEventListener("messageerror", () =>
      this.end(because("engineUnreadable", "it sent something unreadable")),
    );
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT);
  }

  get over(): boolean {
    return this.#pending.ended !== null;
  }

  wait<T>(answer: Promise<T>): Promise<T> {
    return this.#pending.wait(answer);
  }

  async start(): Promise<{ readonly version: string }> {
    // The thread holds a lock for as long as it lives, so that whoever is given it next knows that the thread is gone.
    const lock = `glasslm engine ${String(performance.timeOrigin)} ${String(Math.random())}`;
    const { version, held } = await this.wait(this.api.start(lock, comlink.proxy(reports)));
    if (held) void this.#seeEnd(lock);
    return { version };
  }

  end(why: Error): void {
    if (this.over) return;
    clearInterval(this.#heart);
    this.#watch.abort();
    this.#worker.terminate();
    why.name = ENGINE_DIED;
    this.#pending.end(why);
    if (this.#missed >= BUSY) this.#events.busy(false);
    this.#events.ended(why);
  }

  async #seeEnd(lock: string): Promise<void> {
    this.#seen = true;
    try {
      await navigator.locks.request(lock, { signal: this.#watch.signal }, () =>
        this.end(because("engineEnded", "its thread ended without a word")),
      );
    } catch {
      // Locks went away, or the thread's end was told before: the pings are counted again.
      this.#seen = false;
    }
  }

  #beat(): void {
    this.#missed += 1;
    if (this.#missed === BUSY) this.#events.busy(true);
    if (this.#missed > DEAD && !this.#seen) {
      const seconds = (DEAD * HEARTBEAT) / 1000;
      this.end(because("engineSilent", `it has not answered for ${seconds} seconds`, undefined, { seconds }));
    }
    // A page that slept wakes to one ping, whatever the time: only pings are counted.
    else if (this.#missed === 1)
      void this.wait(this.api.ping()).then(
        () => {
          if (this.#missed >= BUSY) this.#events.busy(false);
          this.#missed = 0;
        },
        () => undefined,
      );
  }
}
