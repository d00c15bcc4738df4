// Following the models, whoever works with them: the page's own views, or a script in the console.

import type { Reader } from "./reader.js";
import type { GlassLM, Model, Progress } from "./types.js";

/** What a view can listen for. */
export interface Watcher {
  /** Another model is on the page. */
  shown?(model: Model): void;
  /** A call changed the model, or a run went on by some steps. */
  changed?(model: Model): void;
  /** A training run tells how far it is. `null`: it is over. */
  training?(model: Model, progress: Progress | null): void;
  /** A model went on elsewhere, because the graphics card failed; `message` is a sentence for the reader. */
  moved?(model: Model, message: string): void;
  /** The engine broke and was started again; `message` is a sentence for the reader. */
  restarted?(message: string): void;
  /** The engine broke and does not come back. */
  failed?(message: string): void;
}

/** The scripting interface, and a way to follow what is done through it. */
export interface Client {
  readonly glasslm: GlassLM;
  /** What answers in the frame of a key. */
  readonly reader: Reader;
  /** Resolves when the engine is up. */
  readonly up: Promise<void>;
  /** Called once, when the page has put its first model there or could not: scripts that await `ready` wait for it. */
  opened(): void;
  /** Returns what ends the watching. */
  watch(watcher: Watcher): () => void;
}

/** Those who listen. One that throws does not keep the others from hearing. */
export class Watchers {
  readonly #all = new Set<Watcher>();

  add(watcher: Watcher): () => void {
    this.#all.add(watcher);
    return () => this.#all.delete(watcher);
  }

  tell(what: (watcher: Watcher) => void): void {
    for (const watcher of [...this.#all]) {
      try {
        what(watcher);
      } catch (error) {
        // A view's own mistake: it belongs in the console, and to nobody's call.
        reportError(error);
      }
    }
  }
}
