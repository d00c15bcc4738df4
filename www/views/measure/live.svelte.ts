// A network of its own that learns a source whose entropy is known; the page's model is left alone. It stays with the page: whoever comes
// back finds what it has learnt.

import type { Evaluation, GlassLM, Model, ModelOptions, TrainOptions } from "../../client/api/index.ts";
import type { Entropy } from "../../client/api/index.ts";
import { prepare, said, saidAll } from "../../state/refusal.svelte.ts";
import { isAbort } from "./names.ts";

export type SourceName = "digits" | 300 | 3000 | 30_000;

export interface Point {
  readonly step: number;
  readonly loss: number;
}

/** Steps between two looks at the validation split, growing so that a long run has no more than some hundred. */
const LOOK = 25;
/**
 * Of a run: how many steps at most, and into how many parts the steps before are cut to give those until the next look. With 30,000
 * names a look at all 13,999 calls costs as much as some thirty steps; fewer calls would not do, for a sample of 2,000 strays from
 * the source's entropy by a tenth.
 */
const PACE = {
  digits: { most: 4000, parts: 12 },
  300: { most: 4000, parts: 12 },
  3000: { most: 2000, parts: 6 },
  30_000: { most: 400, parts: 3 },
} as const;
/** Around the line a batch's accidents move the network by some per cent of perplexity; a rate that falls lets it settle. */
const FALLS = { schedule: "step", every: 100, factor: 0.6 } as const;
/** How long nobody has to look on: a view that is made anew, in another language, is there again before. */
const ALONE_MS = 500;

export class Live {
  readonly #glasslm: GlassLM;
  going = $state(false);
  making = $state(false);
  problem = $state<string | null>(null);
  /** Of the source, nats. */
  entropy = $state.raw<Entropy | null>(null);
  training = $state.raw<readonly Point[]>([]);
  validation = $state.raw<readonly Point[]>([]);
  /** The latest look at the validation split. */
  latest = $state.raw<Evaluation | null>(null);
  step = $state(0);
  #source = $state<SourceName>(300);
  #abort = new AbortController();
  #watchers = 0;

  constructor({ glasslm }: { readonly glasslm: GlassLM }) {
    this.#glasslm = glasslm;
  }

  get source(): SourceName {
    return this.#source;
  }
  /** What was learnt of another goes. */
  set source(source: SourceName) {
    if (source === this.#source) return;
    this.#clear();
    this.#source = source;
  }

  /** Somebody looks on, until what this gives is called; when nobody does any more, it stops. */
  watch(): () => void {
    this.#watchers += 1;
    return () => {
      this.#watchers -= 1;
      setTimeout(() => {
        if (this.#watchers === 0) this.stop();
      }, ALONE_MS);
    };
  }

  /** Of the page. */
  end(): void {
    this.stop();
  }

  async start(entropy: (names: number) => Promise<{ digits: Entropy; switchboard: Entropy }>): Promise<void> {
    this.#clear();
    const abort = this.#abort;
    this.going = this.making = true;
    const source = this.#source;
    let model: Model | null = null;
    try {
      const known = await entropy(source === "digits" ? 1 : source);
      if (abort.signal.aborted) return;
      this.entropy = source === "digits" ? known.digits : known.switchboard;
      model = await this.#glasslm.create(optionsOf(source), { signal: abort.signal });
      this.making = false;
      await this.#run(model, source, abort);
    } catch (error) {
      if (!isAbort(error) && !abort.signal.aborted) this.problem = said(error);
    } finally {
      await model?.dispose().catch(() => undefined);
      if (this.#abort === abort) this.going = this.making = false;
    }
  }

  stop(): void {
    this.#abort.abort();
    this.going = this.making = false;
  }

  /** Nothing was learnt yet, and what a run still brings is not taken. */
  #clear(): void {
    this.stop();
    this.#abort = new AbortController();
    this.problem = null;
    this.training = [];
    this.validation = [];
    this.latest = null;
    this.entropy = null;
    this.step = 0;
  }

  async #run(model: Model, source: SourceName, abort: AbortController): Promise<void> {
    await this.#look(model, abort);
    const settings = await this.#settings(source);
    const { most, parts } = PACE[source];
    while (!abort.signal.aborted && model.step < most) {
      const before = model.step;
      const steps = Math.min(most - before, Math.max(LOOK, Math.round(before / parts)));
      const { losses, stopped } = await model.train({ steps, ...settings, signal: abort.signal });
      if (this.#abort !== abort) return;
      if (losses.length > 0) {
        const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
        this.training = [...this.training, { step: before + losses.length / 2, loss: mean }];
      }
      this.step = model.step;
      if (stopped !== null && !abort.signal.aborted) {
        await prepare();
        this.problem = saidAll(stopped.reasons, stopped.reason);
        return;
      }
      await this.#look(model, abort);
    }
  }

  /** The switchboard is trained as the engine's own defaults for it say. */
  async #settings(source: SourceName): Promise<Omit<TrainOptions, "steps">> {
    if (source === "digits") return { batch: 64, rate: 0.02, optimizer: "adamw" };
    const own = (await this.#glasslm.corpora()).find(({ name }) => name === "switchboard");
    if (own === undefined) throw new Error("there is no switchboard");
    return { batch: own.training.batch, rate: own.training.rate, ...FALLS };
  }

  async #look(model: Model, abort: AbortController): Promise<void> {
    if (abort.signal.aborted) return;
    const latest = await model.evaluate("validation", { signal: abort.signal });
    if (this.#abort !== abort) return;
    this.latest = latest;
    this.validation = [...this.validation, { step: model.step, loss: latest.nll }];
  }
}

/** Small networks with output biases: a source without memory asks for no more. */
function optionsOf(source: SourceName): ModelOptions {
  const small = { context: 1, embedding: 4, hidden: 4, bias: true } as const;
  return source === "digits"
    ? { ...small, context: 2, embedding: 8, hidden: 32, corpus: { name: "digits", size: 5000 } }
    : { ...small, corpus: { name: "switchboard", size: source } };
}
