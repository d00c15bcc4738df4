// An engine on the page's own thread, for one thing only: what comes after the words in the box, in the very frame of the key
// that changed them. The worker's answer is there two milliseconds too late for it. The model stays in the worker; here is a
// copy of it, made when somebody is about to type and the model stands still, and of no use once the model has changed.

import type { Session } from "../../../pkg/glasslm.js";
import type { Engine } from "./engine.ts";
import { PageModel } from "./model.ts";
import type { Model, Prediction } from "../api/index.ts";

type Glue = typeof import("../../../pkg/glasslm.js");

/** A model that stood still for so many milliseconds is copied. */
const STILL_MS = 150;
/** Bytes of the largest model that is copied: bringing one over stops the page for about a millisecond per megabyte. */
const LARGEST = 48e6;

interface Copy {
  readonly model: PageModel;
  /** The model's count of changes when it was taken. */
  readonly change: number;
  /** Null: the model is too large. */
  readonly session: Session | null;
}

export class Reader {
  readonly #engine: Engine;
  #glue: Promise<Glue> | null = null;
  #copy: Copy | null = null;
  #wanted: PageModel | null = null;
  #busy = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Somebody is about to ask about this model. */
  wake(model: Model | null): void {
    if (!(model instanceof PageModel)) return;
    this.#wanted = model;
    if (!this.#busy) void this.#follow();
  }

  /** The prediction at once, the same to the last bit as the worker's, or null: then the worker is to be asked. Throws what `model.predict` rejects with. */
  predict(model: Model, context: string): Prediction | null {
    const copy = this.#copy;
    if (copy?.model !== model) return null;
    if (copy.change !== copy.model.change) {
      this.wake(model);
      return null;
    }
    try {
      return copy.session?.predict(context) ?? null;
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) {
        // The worker's refusal comes once the page has its words for it.
        if (!this.#engine.prepared) return null;
        throw error;
      }
      // Broken for good: the worker, which can be started again, goes on answering.
      this.#copy = { ...copy, session: null };
      return null;
    }
  }

  /** Brings the copy to where the wanted model stands, once it stands still. */
  async #follow(): Promise<void> {
    this.#busy = true;
    for (let model = this.#wanted; model !== null && !this.#has(model); model = this.#wanted) {
      const { change } = model;
      await new Promise((done) => setTimeout(done, STILL_MS));
      if (model.disposed) break;
      if (model.writing || model.change !== change) continue;
      try {
        const [glue, bytes] = await Promise.all([this.#load(), model.save()]);
        // A change that came meanwhile may be in the bytes or not.
        if (model.writing || model.change !== change) continue;
        this.#copy?.session?.free();
        this.#copy = {
          model,
          change,
          session: bytes.length > LARGEST ? null : (glue.load(bytes, undefined, 0).finish() as Session),
        };
      } catch {
        // The page's host or the worker is away: the worker is asked, and the next change or visit tries again.
        break;
      }
    }
    this.#busy = false;
  }

  #has(model: PageModel): boolean {
    return this.#copy?.model === model && this.#copy.change === model.change;
  }

  /** The glue is fetched; the engine itself, compiled, is handed over by the worker. */
  async #load(): Promise<Glue> {
    this.#glue ??= Promise.all([import("../../../pkg/glasslm.js"), this.#engine.call((api) => api.module())]).then(
      async ([glue, module]) => {
        await glue.default({ module_or_path: module });
        return glue;
      },
    );
    try {
      return await this.#glue;
    } catch (error) {
      this.#glue = null;
      throw error;
    }
  }
}
