// Where a model trains: on the CPU, or on the graphics card once that has been proven to compute the same.

import type { Wish } from "../../client/wire/protocol.ts";
import type { BackendState, Cause, ErrorFacts, Measured, Proof } from "../../client/api/index.ts";
import type { OptimizerOptions } from "../../client/api/index.ts";
import { sentence } from "../../client/wire/sentence.ts";
import type { Session } from "../../../pkg/glasslm.js";
import type { GpuModel } from "../../../pkg/gpu/glasslm_gpu.js";
import { causeOf, refusal } from "../../client/wire/errors.ts";
import { copy } from "../copies.js";
import { guard } from "../guard.js";
import { type Card, card } from "./card.js";
import { measure } from "./measure.js";

type Rule = NonNullable<OptimizerOptions["optimizer"]>;

/** The batch that `auto` measures with before a run says its own. */
const USUAL_BATCH = 32;

export class Place {
  readonly #session: Session;
  readonly #cpu: BackendState;
  #state: BackendState;
  #wish: Wish = "cpu";
  #card: Card | null = null;
  /** The model on the card, as long as nothing else has changed it. */
  #model: GpuModel | null = null;
  #rule: Rule = "sgd";
  #hasWindows = false;

  constructor(session: Session) {
    this.#session = session;
    this.#cpu = guard(() => session.backend);
    this.#state = this.#cpu;
  }

  get state(): BackendState {
    return this.#state;
  }
  get onCard(): boolean {
    return this.#state.name === "webgpu";
  }

  /** Takes up a wish. One for the card is refused where it cannot be had or is not to be trusted; `auto` then stays on the CPU and says why. */
  async choose(wish: Wish, batch = USUAL_BATCH): Promise<void> {
    if (wish === "cpu") {
      this.#settle(wish, this.#cpu);
      return;
    }
    let proof: Proof | undefined;
    let measured: Measured | null = null;
    let found: Card;
    try {
      found = await card();
      const { contexts, targets } = guard(() => this.#session.probe());
      proof = await found.gpu.prove(await copy(this.#session, "handover"), contexts, targets);
      if (proof.refusal !== null) throw refusal("DeviceError", proof.refusal, { code: "cardDisagrees", facts: {} });
      if (wish === "auto") measured = await measure(this.#session, found.gpu, batch);
    } catch (error) {
      const why = sentence(error);
      if (wish === "webgpu") {
        const { code, facts } = error as ErrorFacts;
        throw refusal(
          "DeviceError",
          `backend is webgpu: ${why}; "cpu" always works`,
          code && { code, facts: facts ?? {} },
        );
      }
      this.#settle(wish, {
        ...this.#cpu,
        detail: `${this.#cpu.detail}; no graphics card: ${why}`,
        refused: causeOf(error),
        proof: proof ?? null,
      });
      return;
    }
    if (this.#card !== found) this.changed();
    this.#card = found;
    const agrees = `agrees with the CPU to ${figure(proof.worst.difference)}`;
    const told = measured === null ? "" : `; measured at batch ${String(batch)}: ${rates(measured)}`;
    if (measured !== null && measured.cpuStepsPerSecond >= measured.gpuStepsPerSecond) {
      this.#settle(wish, { ...this.#cpu, detail: `${this.#cpu.detail}${told}`, proof, measured });
    } else {
      this.#settle(wish, {
        name: "webgpu",
        detail: `${found.detail}, ${agrees}${told}`,
        adapter: found.adapter,
        proof,
        measured,
      });
    }
  }

  /** Before a run: what `auto` found at another batch size is measured again. */
  async ready(batch: number): Promise<void> {
    const { measured } = this.#state;
    if (this.#wish === "auto" && measured != null && measured.batch !== batch) await this.choose("auto", batch);
  }

  /** The model on the card, where it stands in the engine. `own`: its examples will be others than the training split's. */
  async model(rule: Rule, own: boolean): Promise<GpuModel> {
    const { gpu } = this.#card ?? (await card());
    if (gpu.fault !== undefined) throw refusal("DeviceError", gpu.fault, gpu.why);
    if (this.#model === null || this.#rule !== rule) {
      this.changed();
      this.#model = await gpu.model(await copy(this.#session, "handover"), rule);
      this.#rule = rule;
    }
    if (own) this.#hasWindows = false;
    else if (!this.#hasWindows) {
      await this.#model.setExamples(guard(() => this.#session.windowSource("train")));
      this.#hasWindows = true;
    }
    return this.#model;
  }

  /** The engine's own copy was changed by other hands: what the card has is out of date. */
  changed(): void {
    this.#model?.free();
    this.#model = null;
    this.#hasWindows = false;
  }

  /** What is wrong with the card, if it is known. */
  get fault(): Cause | undefined {
    const { fault, why } = this.#card?.gpu ?? {};
    return fault === undefined ? undefined : { message: fault, ...why };
  }

  /** The card failed: from here on it is the CPU. */
  leave(why: Cause): void {
    this.changed();
    this.#card = null;
    this.#wish = "cpu";
    const step = guard(() => this.#session.step);
    const said = `${why.message}. Training goes on on the CPU, from step ${String(step)}.`;
    const fault = said.charAt(0).toUpperCase() + said.slice(1);
    const left: Cause = { code: "cardLeft", facts: { why, step }, message: fault };
    this.#state = { ...this.#cpu, fault, left };
  }

  free(): void {
    this.changed();
  }

  #settle(wish: Wish, state: BackendState): void {
    if (state.name === "cpu") this.changed();
    this.#wish = wish;
    this.#state = { ...state, wish };
  }
}

/** A difference as a reader takes it in: 3e-6. */
function figure(difference: number): string {
  return difference === 0 ? "the last bit" : difference.toExponential(0);
}

function rates({ cpuStepsPerSecond, gpuStepsPerSecond }: Measured): string {
  const whole = (x: number): string => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));
  return `CPU ${whole(cpuStepsPerSecond)} steps/s, GPU ${whole(gpuStepsPerSecond)} steps/s`;
}
