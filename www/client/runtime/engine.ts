// The engine's thread, seen from the page: started, watched, and started again when it breaks.

import * as comlink from "comlink";
import { ENGINE_DIED, type EngineApi } from "../wire/protocol.ts";
import { sentence } from "../wire/sentence.ts";

export type Remote = comlink.Remote<EngineApi>;

/** What must be put back into an engine that was started again. */
export interface Resident {
  /** Puts it back as it was last saved. */
  revive(api: Remote): Promise<void>;
}

/** Told when the thread breaks. */
export interface EngineEvents {
  restarted(message: string): void;
  failed(message: string): void;
}

/** Milliseconds between two looks at whether the thread still answers. */
const HEARTBEAT = 1_000;
/** Looks in a row without an answer that make it dead. One training step is never cut in two, and the largest batch of the largest network may take most of a minute. */
const MISSED_LOOKS = 90;

/** One life of the thread. */
class Life {
  readonly api: Remote;
  readonly #worker: Worker;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Never resolves; rejects when this life ends. */
  readonly end: Promise<never>;
  #die: (error: Error) => void = () => undefined;

  constructor() {
    this.#worker = new Worker(new URL("../../worker/entry.ts", import.meta.url), { type: "module", name: "engine" });
    this.api = comlink.wrap<EngineApi>(this.#worker);
    this.end = new Promise((_, reject) => {
      this.#die = reject;
    });
    this.end.catch(() => undefined);
    // A script that does not load or parse says nothing through the channel.
    this.#worker.addEventListener("error", (event) => this.die(event.message || "its script did not load"));
    this.#worker.addEventListener("messageerror", () => this.die("it sent something unreadable"));
    let missed = 0;
    this.#timer = setInterval(() => {
      missed += 1;
      if (missed > MISSED_LOOKS) this.die(`it has not answered for ${(MISSED_LOOKS * HEARTBEAT) / 1000} seconds`);
      // A page that slept wakes to one look, whatever the time: only looks are counted.
      else if (missed === 1)
        void this.api.ping().then(() => {
          missed = 0;
        });
    }, HEARTBEAT);
  }

  die(reason: string): void {
    clearInterval(this.#timer);
    this.#worker.terminate();
    this.#die(named(ENGINE_DIED, reason));
  }
}

export class Engine {
  version = "";
  readonly ready: Promise<void>;
  #life: Promise<Life>;
  readonly #residents = new Set<Resident>();
  readonly #events: EngineEvents;

  constructor(events: EngineEvents) {
    this.#events = events;
    this.#life = this.#begin().then((life) => this.#tend(life));
    this.ready = this.#life.then(() => undefined);
    // Whoever awaits `ready` hears of it; nobody has to.
    this.ready.catch(() => undefined);
  }

  /** Puts a model among those that come back after a restart. */
  keep(resident: Resident): void {
    this.#residents.add(resident);
  }

  forget(resident: Resident): void {
    this.#residents.delete(resident);
  }

  /**
   * Asks the engine. If it breaks on the way, the promise is rejected with a sentence that says so, and the engine is
   * started again with every model as it was last saved.
   */
  async call<T>(ask: (api: Remote) => Promise<T>): Promise<T> {
    const life = await this.#life;
    try {
      return await Promise.race([ask(life.api), life.end]);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== ENGINE_DIED) throw error;
      life.die(error.message);
      throw new Error(stopped(error.message), { cause: error });
    }
  }

  /** A thread with the engine in it. */
  async #begin(): Promise<Life> {
    const life = new Life();
    try {
      const started = await Promise.race([life.api.start(), life.end]);
      this.version = started.version;
      return life;
    } catch (error) {
      life.die("it could not start");
      throw error instanceof Error && error.name === ENGINE_DIED
        ? new Error(`The engine could not start: ${error.message}. Loading the page again may help.`)
        : error;
    }
  }

  /** From now on its end is a new beginning. */
  #tend(life: Life): Life {
    life.end.catch((error: Error) => {
      this.#life = this.#again(error.message);
      // Whoever calls next hears of a failure; nobody has to.
      this.#life.catch(() => undefined);
    });
    return life;
  }

  /** A new life with the old models. One that breaks the engine while it is put back is not tried a second time. */
  async #again(reason: string): Promise<Life> {
    try {
      const life = await this.#begin();
      for (const resident of [...this.#residents]) {
        await Promise.race([resident.revive(life.api), life.end]);
      }
      this.#events.restarted(stopped(reason));
      return this.#tend(life);
    } catch (error) {
      const why = sentence(error);
      const message = `The engine stopped: ${reason}. It could not be started again: ${why}`;
      this.#events.failed(message);
      throw new Error(message, { cause: error });
    }
  }
}

function stopped(reason: string): string {
  return `The engine stopped: ${reason}. It was started again, and its models stand where they were last saved.`;
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
