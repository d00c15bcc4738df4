// Following the models, whoever works with them: the page's own views, or a script in the console.

import type { Model, Progress } from "../api/index.ts";

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
