// A training run, cut into chunks so short that every read is answered at once and a stop is felt at once.

import type { ModelState, Plain } from "../client/protocol.js";
import type { Stopped, TrainOptions, Trained } from "../client/types.js";
import type { Session } from "../../pkg/glasslm.js";
import { guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { Pace } from "./pace.js";
import { turn } from "./turn.js";

/** Milliseconds of computing between two turns. A read waits for at most this long, or one step where that is longer. */
const SLICE = 6;

/** A whole run, or as much of it as is done when the page stops it. `pause`: called between chunks, when the model stands still. */
export async function train(
  session: Session, job: Job, options: Plain<TrainOptions>, pause: () => Promise<void>,
): Promise<Trained> {
  const run = guard(() => session.beginTrain(options));
  const pace = new Pace(SLICE);
  const losses = new Losses();
  let told = 0;
  let milliseconds = 0;
  let stopped: Stopped | null = null;
  const tell = (): void => {
    job.tell({ done: losses.length, total: run.steps, losses: losses.from(told) }, stateOf(session));
    told = losses.length;
  };

  for (let left = run.steps; left > 0;) {
    await turn();
    if (job.aborted) {
      stopped = { reason: "it was stopped by its caller", step: stateOf(session).step, tensor: null };
      break;
    }
    await pause();
    const chunk = guard(() => session.trainChunk(pace.units));
    pace.took(Math.max(1, chunk.losses.length), chunk.milliseconds);
    milliseconds += chunk.milliseconds;
    losses.append(chunk.losses);
    left = chunk.left;
    stopped = chunk.stopped;
    if (job.due) tell();
  }
  guard(() => session.endTrain());
  // The page's curve gets every step, the last few too.
  if (told < losses.length) tell();
  await job.heard();

  const seconds = milliseconds / 1000;
  return {
    step: stateOf(session).step,
    losses: losses.from(0),
    seconds,
    examplesPerSecond: seconds > 0 ? (losses.length * run.batch) / seconds : 0,
    stopped,
  };
}

/** Where a model stands. */
export function stateOf(session: Session): ModelState {
  return guard(() => ({
    step: session.step, lastStep: session.lastStep, firstStep: session.firstStep, line: session.line, near: session.near,
  }));
}

/** Losses of a run whose length is not known beforehand. */
class Losses {
  length = 0;
  #data = new Float32Array(1024);

  append(some: Float32Array): void {
    if (this.length + some.length > this.#data.length) {
      const larger = new Float32Array(Math.max(this.#data.length * 2, this.length + some.length));
      larger.set(this.#data.subarray(0, this.length));
      this.#data = larger;
    }
    this.#data.set(some, this.length);
    this.length += some.length;
  }

  /** A copy of those from `start` on. */
  from(start: number): Float32Array {
    return this.#data.slice(start, this.length);
  }
}
