// A training run on the CPU, cut into chunks so short that every read is answered at once and a stop is felt at once.

import type { Plain } from "../client/wire/protocol.ts";
import type { BackendState, TrainOnOptions, TrainOptions, Trained } from "../client/api/index.ts";
import type { Session } from "../../pkg/glasslm.js";
import { change } from "./still.js";
import { guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { type Resident, backendOf } from "./models.js";
import { Pace } from "./pace.js";
import { type Run, Running, stateOf } from "./running.js";
import { turn } from "./turn.js";
import { FIRST, begin } from "./work.js";

/** Milliseconds of computing between two turns. A read waits for at most this long, or one step where that is longer. */
const SLICE = 6;
/** B where a run does not say. */
export const DEFAULT_BATCH = 32;

/** Milliseconds of training after which there is enough of it to look for more threads. */
const LONG = 300;
let trained = 0;

/**
 * A whole run, or as much of it as is done when the page stops it. `pause`: called between chunks, when the model stands still.
 * `options`: of a run that more threads may do; `threads`: so many.
 */
export async function train(
  resident: Resident,
  job: Job,
  run: Run,
  pause: () => Promise<void>,
  options: Plain<TrainOptions> | Plain<TrainOnOptions>,
  threads?: number,
): Promise<Trained> {
  const running = new Running(resident.session, job, run);
  const help = async (): Promise<boolean> => {
    if (threads === undefined && trained < LONG) return false;
    const crew = await import("./crew/train.js").catch(() => null);
    return crew === null || crew.together(running, resident, options, threads);
  };
  try {
    const alone = threads === 1;
    if (alone) resident.cores = null;
    await goOn(running, () => backendOf(resident), pause, alone ? undefined : help);
    return await running.end(backendOf(resident));
  } catch (error) {
    running.giveUp(error);
    throw error;
  }
}

/** Begins a run on the training split. */
export function runOf(session: Session, options: Plain<TrainOptions>): Run {
  return { work: begin(session, "train", options), steps: options.steps, batch: options.batch ?? DEFAULT_BATCH };
}

/** Begins a run on a script's own examples. */
export function runOn(session: Session, options: Plain<TrainOnOptions>): Run {
  return {
    work: begin(session, "trainOn", options),
    steps: options.steps ?? 1,
    batch: options.batch ?? options.targets.length,
  };
}

/** The steps that a run has left. `help`: tries to have most of them done by others; true where it was tried to the end. */
export async function goOn(
  running: Running,
  backend: () => BackendState,
  pause: () => Promise<void>,
  help?: () => Promise<boolean>,
): Promise<void> {
  const { session, job, run } = running;
  const pace = new Pace(SLICE, FIRST);
  for (let more = true; more;) {
    await turn();
    if (running.ended(guard(() => session.step))) break;
    await pause();
    if (help !== undefined && (await help())) {
      help = undefined;
      continue;
    }
    const first = guard(() => session.step) - running.start;
    const progress = await change(session, () => {
      const began = performance.now();
      const progress = run.work.advance(pace.units);
      const took = performance.now() - began;
      pace.took(pace.units, took);
      running.milliseconds += took;
      trained += took;
      return progress;
    });
    running.add(first, progress.losses ?? new Float32Array());
    more = progress.done < progress.total;
    if (job.due) running.tell(stateOf(session, backend()));
  }
}
