// The engine's thread, seen from the page: started, and started again with every model when it breaks.

import { ENGINE_DIED } from "../wire/protocol.ts";
import { because, causeOf, wrong } from "../wire/errors.ts";
import { sentence } from "../wire/sentence.ts";
import { type Remote, type Thread, type ThreadEvents, WorkerThread } from "./thread.ts";

export type { Remote } from "./thread.ts";

/** What must be put back into an engine that was started again. */
export interface Resident {
  /** Puts it back as it was last kept. */
  revive(api: Remote): Promise<void>;
  /** It could not be put back, for this reason: it is gone. */
  lost(why: Error): void;
}

/** What the engine is asked for when somebody leaves it. */
export interface Leave {
  readonly call: "dispose" | "disposeNgram";
  readonly number: number;
}

/** Told when the thread breaks. */
export interface EngineEvents {
  /** It was started again. Those that could not be put back were told before. */
  restarted(why: Error): void;
  /** It is down; `again` starts it once more, where that may help. */
  failed(why: Error): void;
  /** It has not answered for some seconds, or answers again. */
  busy(busy: boolean): void;
}

export class Engine {
  version = "";
  readonly ready: Promise<void>;
  #life: Promise<Thread>;
  /** Held weakly: what nobody holds any more goes from the engine as if it had been disposed of. */
  readonly #residents = new Set<WeakRef<Resident>>();
  readonly #unheld = new FinalizationRegistry<{ readonly at: WeakRef<Resident>; readonly leave: Leave }>(
    ({ at, leave: { call, number } }) => {
      if (this.#residents.delete(at)) this.call((api) => api[call](number)).catch(() => undefined);
    },
  );
  #foremost: Resident | null = null;
  readonly #events: EngineEvents;
  readonly #open: (events: ThreadEvents) => Thread;
  /** Why it is down; null while it is up or on its way. */
  #down: Error | null = null;

  constructor(events: EngineEvents, open = (told: ThreadEvents): Thread => new WorkerThread(told)) {
    this.#events = events;
    this.#open = open;
    this.#life = this.#begin();
    this.ready = this.#life.then(() => undefined);
    // Whoever awaits `ready` hears of it; nobody has to.
    this.ready.catch(() => undefined);
  }

  /**
   * Puts it among those that come back after a restart. `leave`: how it goes when nobody holds it any more; data, for a function
   * would hold what it was made in.
   */
  keep(resident: Resident, leave?: Leave): void {
    const at = new WeakRef(resident);
    this.#residents.add(at);
    if (leave) this.#unheld.register(resident, { at, leave });
  }

  forget(resident: Resident): void {
    for (const at of this.#residents) if (at.deref() === resident) this.#residents.delete(at);
  }

  #has(resident: Resident): boolean {
    return this.#held().includes(resident);
  }

  #held(): Resident[] {
    return [...this.#residents].flatMap((at) => at.deref() ?? []);
  }

  /** The one that is put back before all others: if memory is short, another one is lost. */
  prefer(resident: Resident): void {
    this.#foremost = resident;
  }

  /** Awaited before a refusal goes to whoever asked: the page has its words for it then, or cannot have them. */
  beforeRefusal: () => Promise<void> = () => Promise.resolve();
  /** Whether it has been awaited. */
  prepared = false;

  /**
   * Asks the engine. If it breaks on the way, the promise is rejected with an `ENGINE_DIED` error whose sentence says so, and the
   * engine is started again with every model as it was last kept.
   */
  async call<T>(ask: (api: Remote) => Promise<T>): Promise<T> {
    const life = await this.#life;
    try {
      return await life.wait(ask(life.api));
    } catch (thrown) {
      const error = thrown instanceof DOMException && thrown.name === "DataCloneError" ? unsent() : thrown;
      const died = error instanceof Error && error.name === ENGINE_DIED;
      if (died) life.end(error);
      if (error instanceof Error && "code" in error) {
        await this.beforeRefusal();
        this.prepared = true;
      }
      throw died ? stopped(error) : error;
    }
  }

  /** Starts it once more after it could not be started again. */
  again(): void {
    if (this.#down !== null) this.#restart(this.#down);
  }

  /** A thread with the engine in it, and nothing else. */
  async #begin(): Promise<Thread> {
    let up = false;
    const life: Thread = this.#open({
      ended: (why) => {
        // Before it is up, whoever waits for its start hears of it.
        if (up) this.#restart(why);
      },
      busy: (busy) => this.#events.busy(busy),
    });
    try {
      const { version } = await life.start();
      this.version = version;
      up = true;
      return life;
    } catch (error) {
      life.end(new Error("it could not start"));
      if (!(error instanceof Error) || error.name !== ENGINE_DIED) throw error;
      const message = `The engine could not start: ${error.message}. Loading the page again may help.`;
      throw because("engineNotStarted", message, error, { why: causeOf(error) });
    }
  }

  #restart(why: Error): void {
    // A thread that ends while the models are put back is the business of whoever puts them back.
    if (this.#reviving) return;
    this.#down = null;
    this.#life = this.#revived(why);
    // Whoever calls next hears of a failure; nobody has to.
    this.#life.catch(() => undefined);
  }

  #reviving = false;

  /** A new thread with the old models. One that is refused, or breaks the thread, is lost; the others live. */
  async #revived(why: Error): Promise<Thread> {
    this.#reviving = true;
    try {
      let life = await this.#begin();
      for (let culprit = await this.#putBack(life); culprit !== null; culprit = await this.#putBack(life)) {
        this.#lose(culprit.resident, culprit.why);
        life = await this.#begin();
      }
      this.#events.restarted(why);
      return life;
    } catch (error) {
      const message = `The engine stopped: ${why.message}. It could not be started again: ${sentence(error)}`;
      const down = because("engineDown", message, error, { why: causeOf(why), again: causeOf(error) });
      this.#down = why;
      this.#events.failed(down);
      throw down;
    } finally {
      this.#reviving = false;
    }
  }

  /** Puts all models back; the one that broke the thread, if one did. Each turn through here has one less, so this ends. */
  async #putBack(life: Thread): Promise<{ readonly resident: Resident; readonly why: Error } | null> {
    const first = this.#foremost !== null && this.#has(this.#foremost) ? [this.#foremost] : [];
    for (const resident of new Set([...first, ...this.#held()])) {
      // It may have been let go meanwhile.
      if (!this.#has(resident)) continue;
      try {
        await life.wait(resident.revive(life.api));
      } catch (error) {
        const why = error instanceof Error ? error : new Error(sentence(error));
        if (why.name === ENGINE_DIED) life.end(why);
        if (life.over) return { resident, why };
        this.#lose(resident, why);
      }
    }
    return null;
  }

  #lose(resident: Resident, why: Error): void {
    this.forget(resident);
    resident.lost(why);
  }
}

/** What a call hears that the engine's end has cut off. */
function stopped(why: Error): Error {
  const message = `The engine stopped: ${why.message}. It is started again, and its models are put back as they were last kept.`;
  const error = because("engineStopped", message, why, { why: causeOf(why) });
  error.name = ENGINE_DIED;
  return error;
}

/** Of something that cannot cross to the engine's thread. */
function unsent(): Error {
  const wanted = "it must be plain data: numbers, texts, lists, objects of these, typed arrays";
  const given = "something that cannot be sent to the engine, such as a function";
  return wrong("an argument", given, "plainData", wanted, {}, given);
}
