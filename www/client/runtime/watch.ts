// Following the models, whoever works with them: the page's own views, or a script in the console.

import type { Cause, Model, Progress } from "../api/index.ts";

/** What a view can listen for. */
export interface Watcher {
  /** Another model is on the page. */
  shown?(model: Model): void;
  /** A call changed the model, or a run went on by some steps. */
  changed?(model: Model): void;
  /** A training run tells how far it is. `null`: it is over. */
  training?(model: Model, progress: Progress | null): void;
  /** A model went on elsewhere, because the graphics card failed. */
  moved?(model: Model, why: Cause): void;
  /** The engine broke, for this reason, and was started again; each model is where it was last kept. */
  restarted?(why: Error): void;
  /** A model is back after a restart; it was at step `from` when the engine broke. */
  restored?(model: Model, from: number): void;
  /** A model could not be put back after a restart, for this reason. */
  lost?(model: Model, why: Error): void;
  /** The engine broke and could not be started again. */
  failed?(why: Error): void;
  /** The engine has not answered for some seconds, or answers again. */
  busy?(busy: boolean): void;
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
