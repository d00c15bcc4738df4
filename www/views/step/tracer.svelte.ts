// The engine's answer for one example, kept up with typing and training alike without a queue. No number is computed here.

import type { DeadUnits, Fine, OptimizerOptions, ParameterTensors, Trace } from "../../client/api/index.ts";
import { Ask } from "../../state/ask.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";
import type { Flag, Network, Step, Tensors } from "../network.ts";
import type { Example } from "./example.svelte.ts";

/** An answer of the engine, whole. */
export interface Traced {
  readonly network: Network;
  readonly trace: Trace;
  /** The model's step it was made at, and what was asked. */
  readonly step: number;
  readonly rate: number;
  readonly optimizer: OptimizerOptions;
}

/** Windows in which dead units are looked for. */
const WINDOWS = 1000;

/** While a run goes on the stage follows it this often, and no more than a third of the time. */
const FOLLOW_MS = 120;
/** Tries to get prediction and parameters of one and the same state. */
const TRIES = 4;

export class Tracer {
  readonly #work: Workspace;
  readonly #example: Example;
  readonly #tracing: Ask<null, Traced>;
  traced = $state.raw<Traced | null>(null);
  #dead = $state.raw<{ readonly found: DeadUnits; readonly version: number } | null>(null);
  /** Units that never answer, as they were found in one state of the model; null once it has changed. */
  readonly dead = $derived.by<DeadUnits | null>(() =>
    this.#dead?.version === this.#work.version ? this.#dead.found : null,
  );
  /** The example's network, the dead units that were found in it flagged too. */
  readonly network = $derived.by<Network | undefined>(() => {
    const network = this.traced?.network;
    if (!network || !this.dead) return network;
    const dead = Array.from(this.dead.units, (unit): Flag => ({ tensor: "h", index: [unit], kind: "dead" }));
    return { ...network, flags: [...(network.flags ?? []), ...dead] };
  });
  readonly steps = $derived.by<readonly Step[]>(() => this.traced?.trace.steps ?? []);

  constructor(work: Workspace, example: Example) {
    this.#work = work;
    this.#example = example;
    this.#tracing = new Ask<null, Traced>(() => this.#trace(), {
      scope: work.signal,
      rest: (took) => (work.telemetry.run === null ? 0 : Math.max(FOLLOW_MS, 2 * took)),
      taken: (traced) => this.#take(traced),
    });
  }

  /** Why there is no answer, in the engine's words. */
  get problem(): string | null {
    return this.#tracing.problem;
  }

  /** The answer; where there is none yet, an error. */
  get known(): Traced {
    if (this.traced === null) throw new Error("there is no example yet");
    return this.traced;
  }

  /** To be called when anything that the answer depends on may have changed. */
  ask(): void {
    void this.#tracing.ask(null);
  }

  async lookForDead(): Promise<void> {
    const { version, store } = this.#work;
    const found = await store.ask((model) => model.dead({ windows: WINDOWS }));
    if (found !== null) this.#dead = { found, version };
  }

  #take(traced: Traced): void {
    this.traced = traced;
    // A step that this network or this mode has not: its parent, else the start.
    const { store } = this.#work;
    const id = store.head;
    if (id === null || traced.trace.steps.some((step) => step.id === id)) return;
    const parent = id.split(".")[0] ?? "";
    store.head = traced.trace.steps.some((step) => step.id === parent) ? parent : null;
  }

  async #trace(): Promise<Traced> {
    const { model, run, store } = this.#work;
    await this.#example.open();
    const { context } = this.#example;
    const optimizer = run.update;
    const { rate } = run.settings;
    const target = this.#example.target ?? (await this.#example.guess(context));
    for (let left = TRIES; ; left -= 1) {
      const step = model.step;
      const [trace, parameters] = await Promise.all([
        model.trace(context, target, { ...optimizer, rate, fine: store.fine }),
        model.parameters(),
      ]);
      // A run may have gone on between the two: what was read of E tells, number by number.
      if (left > 1 && !same(trace, parameters)) continue;
      const network: Network = {
        vocabulary: model.vocabulary,
        context: trace.context,
        target: trace.target,
        parameters,
        tensors: trace.fine ? { ...trace.tensors, ...matrices(trace.fine) } : trace.tensors,
        updated: trace.updated,
        loss: trace.loss,
        after: { yhat: trace.yhatAfter, loss: trace.lossAfter },
        flags: trace.flags,
      };
      return { network, trace, step, rate, optimizer };
    }
  }
}

/** The fine steps' tensors, by name as all others. */
function matrices({ maximum, shifted, exponentials, sum, dyhat, jacobian, product }: Fine): Tensors {
  return { maximum, shifted, exponentials, sum, dyhat, jacobian, product };
}

/** Whether a trace was made with these parameters: e is read from E, to the last bit. */
function same(trace: Trace, { E }: ParameterTensors): boolean {
  const { e } = trace.tensors;
  const [d = 0, size = 0] = E.shape;
  return (
    e === undefined ||
    e.data.every((value, k) => value === E.data[(k % d) * size + (trace.context[Math.floor(k / d)] ?? 0)])
  );
}
