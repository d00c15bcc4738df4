// Work whose end is known beforehand: done in slices, told as it goes, ended when the page asks.

import type { Progress } from "../client/api/index.ts";
import { guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { Pace } from "./pace.js";

/** Milliseconds of computing between two turns. */
const SLICE = 10;

/** A grain of tokens: what the engine's language models score at once. */
export const BATCH = 64;

/**
 * Calls `advance` with a budget in units of `grain` until all is done. Throws if the page ends the job; `what` is then the
 * subject of the sentence.
 */
export async function work(
  job: Job,
  what: string,
  grain: number,
  advance: (budget: number) => Progress,
): Promise<void> {
  const pace = new Pace(SLICE);
  for (;;) {
    await job.breathe(what);
    const began = performance.now();
    const progress = guard(() => advance(pace.units * grain));
    pace.took(pace.units, performance.now() - began);
    if (progress.done >= progress.total) return job.heard();
    if (job.due) job.tell(progress);
  }
}
