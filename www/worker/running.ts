// A training run that goes on: its losses, who hears of them, how long it has computed.

import type { BackendState } from "../client/api/index.ts";
import type { ModelState, Works } from "../client/wire/protocol.ts";
import type { Stopped, Trained } from "../client/api/index.ts";
import type { Session } from "../../pkg/glasslm.js";
import { broken, guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { Losses } from "./losses.js";
import type { OwnWork } from "./work.js";

/** Where a run stood that its caller ended. */
export const stoppedAt = (step: number): Stopped => ({
  reason: "it was stopped by its caller",
  reasons: [{ code: "stoppedByCaller", facts: {} }],
  step,
  tensor: null,
});

/** A run that was begun: its work, its steps, and the examples of each. */
export interface Run {
  readonly work: OwnWork<Works["train"]["gives"]>;
  readonly steps: number;
  readonly batch: number;
}

/** What one should know of how a run went. */
export type Warning = Pick<Trained, "warning" | "warned">;

export class Running {
  readonly session: Session;
  readonly job: Job;
  readonly run: Run;
  /** The model's step at which it began. */
  readonly start: number;
  readonly losses = new Losses();
  milliseconds = 0;
  stopped: Stopped | null = null;
  /** What became of the threads that helped, where they were lost. */
  lost: Warning | null = null;
  #told = 0;

  constructor(session: Session, job: Job, run: Run) {
    this.session = session;
    this.job = job;
    this.run = run;
    this.start = guard(() => session.step);
  }

  get left(): number {
    return this.run.steps - this.losses.length;
  }

  /** Takes the losses of the steps from `first` of this run on; those that are there already are not taken twice. */
  add(first: number, losses: Float32Array): void {
    this.losses.append(losses.subarray(Math.min(losses.length, this.losses.length - first)));
  }

  /** Whether the page has ended it. */
  ended(step: number): boolean {
    if (this.job.aborted) this.stopped = stoppedAt(step);
    return this.job.aborted;
  }

  tell(state: ModelState): void {
    this.job.tell({ done: this.losses.length, total: this.run.steps, losses: this.losses.from(this.#told) }, state);
    this.#told = this.losses.length;
  }

  /** The run failed: the model must not wait for it. */
  giveUp(error: unknown): void {
    if (!broken(error)) this.run.work.cancel();
  }

  /** The run is over. The page's curve gets every step, the last few too. */
  async end(backend: BackendState): Promise<Trained> {
    let told: Warning = { warning: null, warned: null };
    if (this.stopped === null) ({ stopped: this.stopped, ...told } = this.run.work.finish());
    else this.run.work.cancel();
    const { warning, warned } = this.lost ?? told;
    const state = stateOf(this.session, backend);
    if (this.#told < this.losses.length) this.tell(state);
    await this.job.heard();
    const seconds = this.milliseconds / 1000;
    return {
      step: state.step,
      losses: this.losses.from(0),
      seconds,
      examplesPerSecond: seconds > 0 ? (this.losses.length * this.run.batch) / seconds : 0,
      stopped: this.stopped,
      warning,
      warned,
    };
  }
}

/** Where a model stands; `backend`: where it trains, for whoever may have changed that. */
export function stateOf(session: Session, backend?: BackendState): ModelState {
  return guard(() => ({
    step: session.step,
    lastStep: session.lastStep,
    firstStep: session.firstStep,
    line: session.line,
    near: session.near,
    schedule: session.schedule,
    ...(backend === undefined ? {} : { backend }),
  }));
}
