// A network of its own that learns a source whose entropy is known; the page's model is left alone.

import type { GlassLM, Model, ModelOptions } from "../../client/types.ts";
import type { Entropy } from "../../client/types/measure.ts";
import { isAbort, sentenceOf } from "./names.ts";

export type SourceName = "digits" | 300 | 3000 | 30_000;

export interface Point { readonly step: number; readonly loss: number }

/** Steps between two looks at the validation split, growing so that a long run has no more than some hundred. */
const LOOK = 25;
const MOST = 4000;

export class Live {
  readonly #glasslm: GlassLM;
  going = $state(false);
  making = $state(false);
  problem = $state<string | null>(null);
  /** Of the source, nats. */
  entropy = $state.raw<Entropy | null>(null);
  training = $state.raw<readonly Point[]>([]);
  validation = $state.raw<readonly Point[]>([]);
  perplexity = $state<number | null>(null);
  step = $state(0);
  #abort = new AbortController();

  constructor(glasslm: GlassLM) {
    this.#glasslm = glasslm;
  }

  async start(source: SourceName, entropy: (names: number) => Promise<{ digits: Entropy; switchboard: Entropy }>): Promise<void> {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.problem = null;
    this.going = this.making = true;
    this.training = [];
    this.validation = [];
    this.perplexity = null;
    this.step = 0;
    let model: Model | null = null;
    try {
      const known = await entropy(source === "digits" ? 1 : source);
      this.entropy = source === "digits" ? known.digits : known.switchboard;
      model = await this.#glasslm.create(optionsOf(source), { signal: abort.signal });
      this.making = false;
      await this.#run(model, source, abort);
    } catch (error) {
      if (!isAbort(error) && !abort.signal.aborted) this.problem = sentenceOf(error);
    } finally {
      await model?.dispose().catch(() => undefined);
      if (this.#abort === abort) this.going = this.making = false;
    }
  }

  stop(): void {
    this.#abort.abort();
    this.going = this.making = false;
  }

  async #run(model: Model, source: SourceName, abort: AbortController): Promise<void> {
    await this.#look(model, abort);
    while (!abort.signal.aborted && model.step < MOST) {
      const before = model.step;
      const steps = Math.max(source === 30_000 ? 10 : LOOK, Math.round(before / 12));
      const { losses, stopped } = await model.train({ steps, batch: 64, rate: 0.02, optimizer: "adamw", signal: abort.signal });
      if (losses.length > 0) {
        const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
        this.training = [...this.training, { step: before + losses.length / 2, loss: mean }];
      }
      this.step = model.step;
      if (stopped !== null && !abort.signal.aborted) {
        this.problem = stopped.reason;
        return;
      }
      await this.#look(model, abort);
    }
  }

  async #look(model: Model, abort: AbortController): Promise<void> {
    if (abort.signal.aborted) return;
    const { nll, perplexity } = await model.evaluate("validation", { signal: abort.signal });
    this.validation = [...this.validation, { step: model.step, loss: nll }];
    this.perplexity = perplexity;
  }
}

/** Small networks with output biases: a source without memory asks for no more. */
function optionsOf(source: SourceName): ModelOptions {
  const small = { context: 1, embedding: 4, hidden: 4, bias: true } as const;
  return source === "digits"
    ? { ...small, context: 2, embedding: 8, hidden: 32, corpus: { name: "digits", size: 5000 } }
    : { ...small, corpus: { name: "switchboard", size: source } };
}
