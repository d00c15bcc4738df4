// A training run on the CPU, cut into chunks so short that every read is answered at once and a stop is felt at once.

import type { BackendState } from "../client/api/index.ts";
import type { Trained } from "../client/api/index.ts";
import type { Session } from "../../pkg/glasslm.js";
import { guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { Pace } from "./pace.js";
import { Running, stateOf } from "./running.js";
import { turn } from "./turn.js";

/** Milliseconds of computing between two turns. A read waits for at most this long, or one step where that is longer. */
const SLICE = 6;

/**
 * A whole run, or as much of it as is done when the page stops it. `begin`: begins it and says what it will be; `pause`: called
 * between chunks, when the model stands still.
 */
export async function train(
  session: Session,
  backend: BackendState,
  job: Job,
  begin: () => { readonly steps: number; readonly batch: number },
  pause: () => Promise<void>,
): Promise<Trained> {
  const running = new Running(session, job, guard(begin));
  await goOn(running, backend, pause);
  return running.end(backend);
}

/** The steps that a run has left. */
export async function goOn(running: Running, backend: BackendState, pause: () => Promise<void>): Promise<void> {
  const { session, job } = running;
  const pace = new Pace(SLICE);
  for (let left = Infinity; left > 0 && running.stopped === null;) {
    await turn();
    if (running.ended(guard(() => session.step))) break;
    await pause();
    const first = guard(() => session.step) - running.start;
    const chunk = guard(() => session.trainChunk(pace.units));
    pace.took(Math.max(1, chunk.losses.length), chunk.milliseconds);
    running.milliseconds += chunk.milliseconds;
    running.add(first, chunk.losses);
    left = chunk.left;
    running.stopped = chunk.stopped;
    if (job.due) running.tell(stateOf(session, backend));
  }
}
